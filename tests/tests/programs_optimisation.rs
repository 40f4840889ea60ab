//! Test functions of optimisers: those of Moré, Garbow and Hillstrom (ACM TOMS 7, 1981), each a sum
//! of squares of residuals, at their standard starting points.

use std::f64::consts::PI;

use autodiff_core::differentiable;
use autodiff_tests::agrees;

#[differentiable]
fn rosenbrock(x: &[f64]) -> f64 {
    x.windows(2)
        .map(|w| 100.0 * (w[1] - w[0].powi(2)).powi(2) + (1.0 - w[0]).powi(2))
        .sum()
}

/// The extended form: pairs of variables.
#[differentiable]
fn extended_rosenbrock(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for pair in x.chunks_exact(2) {
        let (a, b) = (pair[0], pair[1]);
        sum += (10.0 * (b - a * a)).powi(2) + (1.0 - a).powi(2);
    }
    sum
}

#[differentiable]
fn powell_singular(x: &[f64; 4]) -> f64 {
    let [a, b, c, d] = *x;
    let f1 = a + 10.0 * b;
    let f2 = 5.0_f64.sqrt() * (c - d);
    let f3 = (b - 2.0 * c).powi(2);
    let f4 = 10.0_f64.sqrt() * (a - d).powi(2);
    [f1, f2, f3, f4].iter().map(|f| f * f).sum()
}

#[differentiable]
fn wood([x1, x2, x3, x4]: [f64; 4]) -> f64 {
    100.0 * (x2 - x1.powi(2)).powi(2)
        + (1.0 - x1).powi(2)
        + 90.0 * (x4 - x3.powi(2)).powi(2)
        + (1.0 - x3).powi(2)
        + 10.0 * (x2 + x4 - 2.0).powi(2)
        + 0.1 * (x2 - x4).powi(2)
}

#[differentiable]
fn helical_valley(x: &[f64]) -> f64 {
    let theta = match x[0] {
        a if a > 0.0 => (x[1] / x[0]).atan() / (2.0 * PI),
        a if a < 0.0 => (x[1] / x[0]).atan() / (2.0 * PI) + 0.5,
        _ => 0.25_f64.copysign(x[1]),
    };
    let r = x[0].hypot(x[1]);
    100.0 * ((x[2] - 10.0 * theta).powi(2) + (r - 1.0).powi(2)) + x[2] * x[2]
}

#[differentiable]
fn beale(x: (f64, f64)) -> f64 {
    const Y: [f64; 3] = [1.5, 2.25, 2.625];
    let (a, b) = x;
    Y.iter()
        .zip(1..)
        .map(|(y, i)| (y - a * (1.0 - b.powi(i))).powi(2))
        .sum()
}

#[differentiable]
fn brown_badly_scaled(x: f64, y: f64) -> f64 {
    (x - 1e6).powi(2) + (y - 2e-6).powi(2) + (x * y - 2.0).powi(2)
}

#[differentiable]
fn brown_almost_linear(x: &[f64]) -> f64 {
    let n = x.len();
    let total: f64 = x.iter().sum();
    let product: f64 = x.iter().product();
    let linear: f64 = x[..n - 1]
        .iter()
        .map(|v| (v + total - (n as f64 + 1.0)).powi(2))
        .sum();
    linear + (product - 1.0).powi(2)
}

#[differentiable]
fn freudenstein_roth(x: f64, y: f64) -> f64 {
    let f1 = -13.0 + x + ((5.0 - y) * y - 2.0) * y;
    let f2 = -29.0 + x + ((y + 1.0) * y - 14.0) * y;
    f1 * f1 + f2 * f2
}

#[differentiable]
fn bard(x: [f64; 3]) -> f64 {
    const Y: [f64; 15] = [
        0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39,
    ];
    let mut sum = 0.0;
    for (i, y) in Y.iter().enumerate() {
        let u = (i + 1) as f64;
        let v = 16.0 - u;
        let w = u.min(v);
        let residual = y - (x[0] + u / (v * x[1] + w * x[2]));
        sum += residual * residual;
    }
    sum
}

#[differentiable]
fn watson(x: &[f64]) -> f64 {
    let mut residuals = Vec::with_capacity(31);
    for i in 1..=29 {
        let t = i as f64 / 29.0;
        let slope: f64 = (1..x.len())
            .map(|j| j as f64 * x[j] * t.powi(j as i32 - 1))
            .sum();
        let value = x.iter().rev().fold(0.0, |acc, c| acc * t + c);
        residuals.push(slope - value.powi(2) - 1.0);
    }
    residuals.push(x[0]);
    residuals.push(x[1] - x[0] * x[0] - 1.0);
    residuals.into_iter().map(|r| r * r).sum()
}

/// Quadrature: means of shifted Chebyshev polynomials against their integrals.
#[differentiable]
fn chebyquad(x: &[f64]) -> f64 {
    let n = x.len();
    let mut f = vec![0.0; n];
    for &xj in x {
        let mut previous = 1.0;
        let mut t = 2.0 * xj - 1.0;
        let twice = 2.0 * t;
        for fi in f.iter_mut() {
            *fi += t;
            let next = twice * t - previous;
            previous = t;
            t = next;
        }
    }
    let mut sum = 0.0;
    for (i, fi) in f.iter_mut().enumerate() {
        *fi /= n as f64;
        let degree = i as i32 + 1;
        if degree % 2 == 0 {
            *fi += 1.0 / f64::from(degree * degree - 1);
        }
        sum += fi.powi(2);
    }
    sum
}

#[differentiable]
fn trigonometric(x: &[f64]) -> f64 {
    let n = x.len();
    let cosines = x.iter().map(|v| v.cos()).sum::<f64>();
    x.iter()
        .enumerate()
        .map(|(i, v)| {
            let f = n as f64 - cosines + (i + 1) as f64 * (1.0 - v.cos()) - v.sin();
            f * f
        })
        .sum()
}

/// Broyden's banded function.
#[differentiable]
fn broyden_banded(x: &[f64]) -> f64 {
    let n = x.len();
    (0..n)
        .map(|i| {
            let band: f64 = (i.saturating_sub(5)..n.min(i + 2))
                .filter(|&j| j != i)
                .map(|j| x[j] * (1.0 + x[j]))
                .sum();
            (x[i] * (2.0 + 5.0 * x[i].powi(2)) + 1.0 - band).powi(2)
        })
        .sum()
}

#[differentiable]
fn rastrigin(x: &[f64]) -> f64 {
    10.0 * x.len() as f64
        + x.iter()
            .map(|&xi| xi * xi - 10.0 * (2.0 * PI * xi).cos())
            .sum::<f64>()
}

#[differentiable]
fn ackley(x: &[f64]) -> f64 {
    let n = x.len() as f64;
    let squares = x.iter().map(|v| v.powi(2)).sum::<f64>() / n;
    let cosines = x.iter().map(|v| (2.0 * PI * v).cos()).sum::<f64>() / n;
    -20.0 * (-0.2 * squares.sqrt()).exp() - cosines.exp() + 20.0 + 1.0_f64.exp()
}

#[differentiable]
fn himmelblau(x: f64, y: f64) -> f64 {
    (x * x + y - 11.0).powi(2) + (x + y * y - 7.0).powi(2)
}

#[track_caller]
fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (f, e) in found.iter().zip(expected) {
        assert!(
            (f - e).abs() <= 1e-9 * (1.0 + e.abs()),
            "{found:?}, expected {expected:?}"
        );
    }
}

#[test]
fn rosenbrock_and_its_extension() {
    let (value, gradient) = rosenbrock::value_and_grad(&[-1.2, 1.0]);
    close(&[value], &[24.2]);
    close(&gradient, &[-215.6, -88.0]);
    close(&[extended_rosenbrock(&[-1.2, 1.0, -1.2, 1.0])], &[48.4]);
    assert!(rosenbrock::grad(&[1.0; 5]).iter().all(|g| *g == 0.0));
    for x in [vec![-1.2, 1.0], vec![0.3, -0.7, 1.9, 1.0], vec![2.0]] {
        agrees!([x] rosenbrock(&x));
        agrees!([x] extended_rosenbrock(&x));
    }
}

#[test]
fn powell() {
    let x = [3.0, -1.0, 0.0, 1.0];
    let (value, gradient) = powell_singular::value_and_grad(&x);
    close(&[value], &[215.0]);
    close(&gradient, &[306.0, -144.0, -2.0, -310.0]);
    assert_eq!(powell_singular::grad(&[0.0; 4]), [0.0; 4]);
    for x in [x, [0.1, 0.2, -0.5, 2.0]] {
        agrees!([x] powell_singular(&x));
    }
}

#[test]
fn wood_function() {
    let x = [-3.0, -1.0, -3.0, -1.0];
    let (value, gradient) = wood::value_and_grad(x);
    close(&[value], &[19192.0]);
    close(&gradient, &[-12008.0, -2080.0, -10808.0, -1880.0]);
    assert_eq!(wood::grad([1.0; 4]), [0.0; 4]);
    for x in [x, [0.5, -0.1, 2.0, 1.5]] {
        agrees!([x] wood(x));
    }
}

#[test]
fn helical() {
    let (value, gradient) = helical_valley::value_and_grad(&[-1.0, 0.0, 0.0]);
    close(&[value], &[2500.0]);
    close(&gradient, &[0.0, -5000.0 / PI, -1000.0]);
    for x in [[-1.0, 0.0, 0.0], [0.4, 0.9, -2.0], [-0.4, -0.9, 0.3]] {
        agrees!([x] helical_valley(&x));
    }
}

#[test]
fn beale_and_brown() {
    let x = (1.0, 1.0);
    assert_eq!(beale(x), 14.203125);
    close(&<[f64; 2]>::from(beale::grad(x)), &[0.0, 27.75]);
    close(&<[f64; 2]>::from(beale::grad((3.0, 0.5))), &[0.0, 0.0]);
    for x in [x, (3.0, 0.5), (-0.2, 1.4)] {
        agrees!([x] beale(x));
    }
    close(&[brown_badly_scaled(1.0, 1.0)], &[999_998_000_003.0]);
    assert_eq!(brown_badly_scaled::grad(1e6, 2e-6), (0.0, 0.0));
    for (x, y) in [(1.0, 1.0), (9e5, 0.1), (-3.0, 0.2)] {
        agrees!([x, y] brown_badly_scaled(x, y));
    }
    close(&[brown_almost_linear(&[0.5; 10])], &[273.248_047_828_674_3]);
    assert!(
        brown_almost_linear::grad(&[1.0; 10])
            .iter()
            .all(|g| *g == 0.0)
    );
    for x in [vec![0.5; 10], vec![1.3, -0.2, 0.0], vec![2.0]] {
        agrees!([x] brown_almost_linear(&x));
    }
}

#[test]
fn others_of_the_collection() {
    assert_eq!(freudenstein_roth(0.5, -2.0), 400.5);
    let (x, y) = (0.5, -2.0);
    agrees!([x, y] freudenstein_roth(x, y));
    let x = [1.0; 3];
    close(&[(bard(x) * 1e5).round()], &[4_168_170.0]);
    agrees!([x] bard(x));
    for n in [2, 6, 9] {
        let zeros = vec![0.0; n];
        assert_eq!(watson(&zeros), 30.0);
        agrees!([zeros] watson(&zeros));
        let x: Vec<f64> = (1..=n).map(|i| i as f64 / (n as f64 + 1.0)).collect();
        for x in [x.clone(), x.iter().map(|v| v * (v - 1.0)).collect()] {
            agrees!([x] watson(&x));
            agrees!([x] chebyquad(&x));
            agrees!([x] trigonometric(&x));
            agrees!([x] broyden_banded(&x));
        }
    }
}

#[test]
fn landscapes_of_many_minima() {
    for x in [vec![0.3, -1.4, 2.2], vec![0.5]] {
        agrees!([x] rastrigin(&x));
        agrees!([x] ackley(&x));
    }
    assert_eq!(himmelblau::grad(3.0, 2.0), (0.0, 0.0));
    let (x, y) = (0.3, -2.7);
    agrees!([x, y] himmelblau(x, y));
}
