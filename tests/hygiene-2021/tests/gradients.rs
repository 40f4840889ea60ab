//! The gradients of the functions in this crate, against finite differences.

use autodiff_core::Function;
use autodiff_hygiene_2021::{affine, custom, gen, logistic, start, walk, Cube};
use ndarray::{arr1, arr2};

/// Compares a gradient with central differences of `f` at `x`.
fn check(gradient: &[f64], x: &[f64], f: impl Fn(&[f64]) -> f64) {
    assert_eq!(gradient.len(), x.len());
    for (i, slope) in gradient.iter().enumerate() {
        let h = 1e-6;
        let (mut up, mut down) = (x.to_vec(), x.to_vec());
        up[i] += h;
        down[i] -= h;
        let expected = (f(&up) - f(&down)) / (2.0 * h);
        assert!(
            (slope - expected).abs() <= 1e-6 * (1.0 + expected.abs()),
            "{i}: {slope} instead of {expected}"
        );
    }
}

#[test]
fn scalars() {
    for (x, n) in [(0.7, 3), (1.2, 9), (0.7, 0)] {
        check(&[gen::grad(x, n)], &[x], |x| gen(x[0], n));
    }
    check(&[custom::grad(0.7)], &[0.7], |x| custom(x[0]));
    check(&[logistic::grad(0.7)], &[0.7], |x| logistic(x[0]));
    check(&[Cube::grad(0.7)], &[0.7], |x| Cube::apply(x[0]));
}

#[test]
fn arrays() {
    let (w, x) = (arr2(&[[0.3, 0.5], [-0.2, 0.7]]), arr1(&[0.4, 0.9]));
    assert_eq!(affine(&w, &x), w.dot(&x) * 2.0);
    let (w_bar, x_bar) = start(&w, &x)(arr1(&[1.0, 10.0]));
    assert_eq!(w_bar, arr2(&[[0.8, 1.8], [8.0, 18.0]]));
    assert_eq!(x_bar, w.t().dot(&arr1(&[2.0, 20.0])));
}

#[test]
fn buffers() {
    let (steps, trail) = ([0.3, -0.8, 1.1], vec![0.6]);
    for kind in [0, 2, 5, 9] {
        let seed = || (1.0, (0..4).map(|i| 2.0 + i as f64).collect::<Vec<_>>());
        let value = |steps: &[f64], trail: &[f64]| {
            let mut trail = trail.to_vec();
            let y = walk(steps, &mut trail, kind);
            y + trail.iter().zip(seed().1).map(|(t, s)| t * s).sum::<f64>()
        };
        let mut given = trail.clone();
        let run = walk::record(&steps, &mut given, kind);
        let len = if kind < 9 { 3 } else { 4 };
        let (one, mut bars) = seed();
        bars.truncate(len);
        let (g_steps, g_trail) = run.backward((one, bars));
        check(&g_steps, &steps, |steps| value(steps, &trail));
        check(&g_trail, &trail, |trail| value(&steps, trail));
    }
}
