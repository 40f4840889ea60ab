//! Maps whose closures are straight lines with `exp`, `tanh`, `ln` and their kin: the forward sweep takes
//! values and derivatives in batches, and the functions are vector code.

use autodiff_core::{Scalar, differentiable};
use autodiff_tests::{check, differences, rounded, twin};
use ndarray::{Array1, Array2, Axis, array, s};

fn waves(n: usize) -> Array1<f64> {
    (0..n).map(|k| 0.9 * (k as f64 * 0.7 + 0.2).sin()).collect()
}

fn matrix() -> Array2<f64> {
    array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]]
}

/// The same elements with gaps between them, in reverse.
fn strided(x: &Array2<f64>) -> Array2<f64> {
    let (n, m) = x.dim();
    let mut wide = Array2::zeros((2 * n, 2 * m));
    wide.slice_mut(s![..;-2, ..;2]).assign(x);
    wide.slice_move(s![..;-2, ..;2])
}

#[twin]
#[differentiable]
fn mapped(x: &Array1<f64>) -> Array1<f64> {
    x.mapv(|v| (v + v + 1.0).tanh() * (-v).exp())
}

#[twin]
#[differentiable]
fn total(x: &Array1<f64>) -> f64 {
    x.mapv(|v| (v + v + 1.0).tanh() * (-v).exp()).sum()
}

#[test]
fn lengths() {
    for n in (0..40).chain([127, 128, 129, 256, 300]) {
        if n < 40 {
            rounded(|| check!(mapped(&x); x = waves(n); vector));
            rounded(|| check!(total(&x); x = waves(n)));
        }
        let x = waves(n);
        let (value, x_bar) = total::value_and_grad(&x);
        let recording = mapped::record(&x);
        assert!((value - recording.value().sum()).abs() < 1e-12);
        assert!((value - total(&x)).abs() < 1e-12);
        assert_eq!(recording.backward(Array1::ones(n)), x_bar);
        for (v, slope) in x.iter().zip(&x_bar) {
            let (t, e) = ((v + v + 1.0).tanh(), (-v).exp());
            let expected = (2.0 * (1.0 - t * t) - t) * e;
            assert!((slope - expected).abs() < 1e-14, "{n}: {slope}, {expected}");
        }
    }
}

#[twin]
#[differentiable]
fn all_functions(x: &Array2<f64>) -> Array2<f64> {
    let a = x.mapv(|v| {
        let e = (v * 0.5).exp_m1();
        let p = (v * v + 0.1).ln();
        1.0 / (1.0 + (-e).exp()) + p * e.tanh() - 2.0
    });
    let b = a.mapv(|v| (v * v).ln_1p() + (v * v + 1.0).sqrt() / 3.0);
    b.mapv(f64::tanh) + &x.mapv(f64::exp_m1)
}

#[twin]
#[differentiable(wrt(x))]
fn with_constants(x: &Array2<f64>, k: f64, shift: &Array1<f64>, n: i32) -> f64 {
    let twice = k * 2.0;
    x.mapv(|v| (v * twice + shift[1]).exp() * k + v.powi(n))
        .sum()
}

#[twin]
#[differentiable]
fn with_an_active_constant(x: &Array2<f64>, w: f64) -> f64 {
    x.mapv(|v| (v * w).tanh()).sum()
}

#[twin]
#[differentiable]
fn with_a_branch(x: &Array2<f64>) -> f64 {
    x.mapv(|v| if v > 0.0 { v.tanh() } else { v.exp() }).sum()
}

#[twin]
#[differentiable]
fn of_two(x: &Array2<f64>, y: &Array2<f64>) -> f64 {
    ndarray::Zip::from(x)
        .and(y)
        .map_collect(|&a, &b| a.tanh() * b)
        .sum()
}

#[twin]
#[differentiable]
fn of_three(x: &Array2<f64>, y: &Array2<f64>) -> Array2<f64> {
    let a = ndarray::Zip::from(x)
        .and(y)
        .and(x)
        .map_collect(|&a, &b, &c| (a * b).exp() / (c * c + 1.0).sqrt() - b);
    let mut b = x * y;
    b.zip_mut_with(&a, |b, &a| *b = (*b * a).tanh() + a);
    b
}

#[twin]
#[differentiable]
fn with_a_constant_array(x: &Array2<f64>, labels: &Array2<usize>) -> f64 {
    ndarray::Zip::from(x)
        .and(labels)
        .map_collect(|&a, &k| a.tanh() * k as f64)
        .sum()
}

#[twin]
#[differentiable]
fn of_a_view(x: &Array2<f64>) -> f64 {
    let column = x.column(1).mapv(|v| v.exp() * v);
    x.t().mapv(|v| (v * 0.5).tanh()).sum() + column.sum()
}

#[test]
fn forms() {
    for x in [matrix(), matrix().reversed_axes(), strided(&matrix())] {
        rounded(|| check!(all_functions(&x); x = x.clone(); vector));
        rounded(|| check!(with_an_active_constant(&x, w); x = x.clone(), w = 1.3));
        rounded(|| check!(with_a_branch(&x); x = x.clone()));
        rounded(|| check!(of_two(&x, &y); x = x.clone(), y = &x * 0.7 + 0.2));
        let turned = (&x * 0.7 + 0.2).reversed_axes();
        rounded(|| check!(of_two(&x, &y); x = x.clone(), y = turned.t().to_owned()));
        rounded(
            || check!(of_three(&x, &y); x = x.clone(), y = strided(&turned.t().to_owned()); vector),
        );
        let labels = Array2::from_shape_fn(x.dim(), |(i, j)| i + 2 * j);
        rounded(|| differences!(with_a_constant_array(&x, &labels); x = x.clone()));
        rounded(|| check!(of_a_view(&x); x = x.clone()));
        let shift = array![0.3, -0.2];
        rounded(|| differences!(with_constants(&x, 0.7, &shift, 3); x = x.clone()));
    }
}

#[twin]
#[differentiable]
fn in_a_loop(x: &Array1<f64>, n: usize) -> Array1<f64> {
    let mut y = x.clone();
    for k in 0..n {
        if k % 2 == 0 {
            y.mapv_inplace(|v| v.tanh() + 0.1);
        } else {
            y = y.mapv(|v| (v * 0.3).exp()) * &y;
        }
        if y[0] > 50.0 {
            break;
        }
    }
    y
}

#[twin]
#[differentiable]
fn partly(x: &mut Array2<f64>) {
    x.row_mut(1).mapv_inplace(|v| v.exp());
    let mut column = x.column_mut(0);
    column.mapv_inplace(|v| v.tanh() * v);
}

#[test]
fn in_place() {
    rounded(|| check!(in_a_loop(&x, n); x = waves(5), n = 5_usize; vector));
    rounded(|| check!(partly(&mut x); x = matrix(); left x));
}

#[differentiable]
fn generic<T: Scalar>(x: &Array1<T>) -> T {
    x.mapv(|v| (v + T::from_f64(1.0)).ln_1p() * v.tanh()).sum()
}

#[differentiable]
fn divergence<T: Scalar>(mean: &Array1<T>, log: &Array1<T>) -> T {
    let terms = ndarray::Zip::from(mean)
        .and(log)
        .map_collect(|&m, &l| m * m + l.exp() - l);
    terms.sum()
}

#[test]
fn lengths_of_two() {
    for n in (0..40).chain([127, 128, 129, 300]) {
        let (mean, log) = (waves(n), waves(n).mapv(|v| v * v - 0.3));
        let (value, (mean_bar, log_bar)) = divergence::value_and_grad(&mean, &log);
        assert!((value - divergence(&mean, &log)).abs() < 1e-12);
        assert_eq!(mean_bar, &mean * 2.0);
        let expected = log.mapv(|l| l.exp() - 1.0);
        assert!((log_bar - expected).iter().all(|d| d.abs() < 1e-15));
    }
}

#[test]
#[should_panic(expected = "which should be the same")]
fn different_lengths() {
    let _ = divergence::record(&waves(3), &waves(4));
}

#[test]
fn both_precisions() {
    let x = waves(37);
    let (y, x_bar) = generic::value_and_grad(&x);
    let (y_single, x_bar_single) = generic::value_and_grad(&x.mapv(|v| v as f32));
    assert!((y - f64::from(y_single)).abs() < 1e-5);
    for (a, b) in x_bar.iter().zip(&x_bar_single) {
        assert!((a - f64::from(*b)).abs() < 1e-5, "{a} {b}");
    }
    for (k, slope) in x_bar.iter().enumerate() {
        let at = |shift: f64| {
            let mut x = x.clone();
            x[k] += shift;
            generic(&x)
        };
        assert!((slope - (at(1e-6) - at(-1e-6)) / 2e-6).abs() < 1e-7);
    }
}

/// One number after the other: code that isn't in batches.
macro_rules! one_by_one {
    ($($number:ident $map:ident $f:ident;)*) => {$(
        #[differentiable]
        fn $number(x: f64) -> f64 {
            x.$f() * x
        }

        #[differentiable]
        fn $map(x: &Array1<f64>) -> Array1<f64> {
            x.mapv(|v| v.$f() * v)
        }
    )*};
}

one_by_one! {
    exp exps exp;
    exp_m1 exp_m1s exp_m1;
    tanh tanhs tanh;
    ln lns ln;
    ln_1p ln_1ps ln_1p;
}

#[test]
fn numbers_that_are_not_ordinary() {
    let x: Array1<f64> = array![
        0.0,
        -0.0,
        1.0,
        -1.0,
        -2.0,
        1e-310,
        -1e-310,
        1e-20,
        1e300,
        -1e300,
        700.0,
        -740.0,
        800.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        f64::MIN_POSITIVE,
        1e307,
    ];
    macro_rules! same {
        ($($number:ident $map:ident;)*) => {$(
            for y_bar in [1.0, -2.5, 0.0, f64::NAN] {
                let maps = $map::record(&x);
                let y = maps.value().clone();
                let x_bar = maps.backward(Array1::from_elem(x.len(), y_bar));
                for (k, &x) in x.iter().enumerate() {
                    let number = $number::record(x);
                    alike(stringify!($map), x, y[k], *number.value());
                    alike(stringify!($map), x, x_bar[k], number.backward(y_bar));
                }
            }
        )*};
    }
    same! {
        exp exps;
        exp_m1 exp_m1s;
        tanh tanhs;
        ln lns;
        ln_1p ln_1ps;
    }
}

/// The same number up to rounding, and the same infinity; any NaN is like any other.
fn alike(name: &str, x: f64, found: f64, expected: f64) {
    let close = (found - expected).abs() <= 1e-14 * expected.abs() + f64::MIN_POSITIVE;
    let same = found == expected || found.is_nan() && expected.is_nan();
    assert!(
        same || close,
        "{name} at {x}: {found:e}, expected {expected:e}"
    );
}

/// What a closure calls, it calls once for each element.
#[test]
fn sums_are_those_of_ndarray() {
    #[differentiable]
    fn summed(x: &Array2<f64>) -> f64 {
        x.mapv(|v| if v > 0.1 { v * v } else { v / 3.0 }).sum()
    }
    for n in [0, 1, 7, 8, 9, 31, 200] {
        let x = waves(3 * n).into_shape_with_order((n, 3)).unwrap();
        for x in [x.clone(), x.clone().reversed_axes(), strided(&x)] {
            assert_eq!(*summed::record(&x).value(), summed(&x));
            let expected = x.mapv(|v| if v > 0.1 { 2.0 * v } else { 1.0 / 3.0 });
            let found = summed::grad(&x);
            assert!((&found - &expected).iter().all(|d| d.abs() < 1e-15));
            assert!(found.is_standard_layout());
        }
    }
}

/// Lent cotangents of arrays begin without memory.
mod lent {
    use super::*;

    type Matrix = Array2<f64>;

    #[differentiable]
    fn corner(x: &Matrix) -> f64 {
        x[[1, 2]] * x[[0, 0]]
    }

    #[twin]
    #[differentiable]
    fn whole(x: &Array2<f64>, w: &Array2<f64>) -> f64 {
        (x * w).sum()
    }

    #[differentiable]
    fn both(x: &Array2<f64>) -> f64 {
        let first = whole(x, x) * corner(x);
        first + x.row(1).sum() + whole(x, &x.mapv(|v| v * v))
    }

    #[differentiable]
    fn handed_on(x: &Array2<f64>) -> f64 {
        corner(x)
    }

    #[twin]
    #[differentiable]
    fn unused(x: &Array2<f64>, y: &Array2<f64>) -> f64 {
        if x[[0, 0]] > 100.0 {
            y.sum()
        } else {
            x.sum() * 2.0
        }
    }

    #[twin]
    #[differentiable]
    fn turned(x: &Array2<f64>) -> Array2<f64> {
        x.t().mapv(|v| v * v * v)
    }

    #[test]
    fn parts_and_wholes() {
        differences!(both(&x); x = matrix());
        differences!(handed_on(&x); x = matrix());
        check!(unused(&x, &y); x = matrix(), y = matrix());
        check!(turned(&x); x = matrix(); vector);
        let (_, y_bar) = unused::grad(&matrix(), &Array2::ones((4, 5)));
        assert_eq!(y_bar, Array2::<f64>::zeros((4, 5)));
        assert_eq!(
            whole::grad(&Array2::zeros((0, 3)), &Array2::zeros((0, 3)))
                .0
                .shape(),
            [0, 3]
        );
        let gradient = turned::record(&matrix()).backward(Array2::ones((3, 2)));
        assert!(gradient.is_standard_layout());
        assert_eq!(gradient.len_of(Axis(0)), 2);
    }
}
