//! Operators and functions of several arrays; values that are used often, never, or detached.

use autodiff_core::{detach, differentiable, ops};
use autodiff_tests::goldens;
use ndarray::{Array1, Array2};

#[differentiable]
fn sub(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    a - b
}

#[differentiable]
fn mul(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    a * b
}

#[differentiable]
fn div(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    a / b
}

#[differentiable]
fn atan2(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    let mut y = a.clone();
    for i in 0..a.nrows() {
        for j in 0..a.ncols() {
            y[[i, j]] = a[[i, j]].atan2(b[[i, j]]);
        }
    }
    y
}

#[differentiable]
fn hypot(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    let mut y = a.clone();
    for i in 0..a.nrows() {
        for j in 0..a.ncols() {
            y[[i, j]] = a[[i, j]].hypot(b[[i, j]]);
        }
    }
    y
}

#[differentiable]
fn maximum(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    ops::maximum(a, b)
}

#[differentiable]
fn logaddexp(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    ops::logaddexp(a, b)
}

#[differentiable]
fn xlogy(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    ops::xlogy(a, b)
}

#[differentiable]
fn fma(a: &Array2<f64>, b: &Array2<f64>, c: &Array2<f64>) -> Array2<f64> {
    a * b + c
}

#[differentiable]
fn lerp(a: &Array2<f64>, b: &Array2<f64>, w: &Array2<f64>) -> Array2<f64> {
    a + w * (b - a)
}

#[differentiable]
fn bc_div_col(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    a / b
}

#[differentiable]
fn reuse(x: &Array1<f64>) -> Array1<f64> {
    x * x + x
}

#[differentiable]
fn detached(x: &Array1<f64>) -> Array1<f64> {
    x * &detach(x.clone())
}

#[differentiable]
fn straight_through(x: &Array1<f64>) -> Array1<f64> {
    x + &detach(x.mapv(|v| v.round()) - x)
}

#[differentiable]
fn unused(a: &Array1<f64>, b: &Array1<f64>) -> Array1<f64> {
    let _ = b;
    a * 2.0
}

#[differentiable]
fn no_path_int(a: &Array1<f64>, b: &Array1<f64>) -> Array1<f64> {
    a * &b.mapv(|v| v.floor())
}

#[differentiable]
fn seed_mean_sq(x: &Array2<f64>) -> f64 {
    let y = x - 2.0;
    (&y * &y * 3.0).mean().unwrap()
}

#[differentiable]
fn deep_chain(x: &Array1<f64>) -> f64 {
    x.mapv(|v| (2.0 * v + 1.0).tanh() * (-v).exp()).sum()
}

pub(super) fn checks() -> Vec<goldens::Check> {
    let checks = goldens! {
        sub(&a, &b);
        mul(&a, &b);
        div(&a, &b);
        atan2(&a, &b);
        hypot(&a, &b);
        maximum(&a, &b);
        logaddexp(&a, &b);
        xlogy(&a, &b);
        fma(&a, &b, &c);
        lerp(&a, &b, &w);
        bc_div_col(&a, &b);
        reuse(&x);
        straight_through(&x);
        unused(&a, &b);
        no_path_int(&a, &b);
        seed_mean_sq(&x);
        deep_chain(&x);
    };
    // The function can't have the case's name, which is that of what it calls.
    let [(_, check)] = goldens! { detached(&x); }[..] else {
        unreachable!("one check")
    };
    [checks, vec![("detach", check)]].concat()
}
