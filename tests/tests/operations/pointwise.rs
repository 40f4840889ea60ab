//! Functions of numbers, by themselves and element by element.

use autodiff_core::{differentiable, ops};
use autodiff_tests::obeys;
use autodiff_tests::ops::random;
use ndarray::{Array0, Array1, Array2, ArrayD};

/// `name: range` for functions of one number, away from their kinks.
macro_rules! functions {
    ($($name:ident: $($range:expr),+;)+) => {$(
        #[test]
        fn $name() {
            $(
                for shape in [[2, 3], [1, 4], [0, 3]] {
                    let x = random(shape, $range);
                    obeys!(ops::$name(&x));
                }
                let x = random(1, $range)[0];
                obeys!(ops::$name(x));
            )+
        }
    )+};
}

functions! {
    sigmoid: -4.0..4.0;
    softplus: -4.0..4.0;
    relu: -4.0..-0.1, 0.1..4.0;
    relu6: -4.0..-0.1, 0.1..5.9, 6.1..7.0;
    selu: -4.0..-0.1, 0.1..4.0;
    gelu: -4.0..4.0;
    gelu_tanh: -4.0..4.0;
    silu: -4.0..4.0;
    softsign: -4.0..-0.1, 0.1..4.0;
    hard_sigmoid: -4.0..-3.1, -2.9..2.9, 3.1..4.0;
    hard_tanh: -4.0..-1.1, -0.9..0.9, 1.1..4.0;
    tanhshrink: -4.0..4.0;
    erf: -2.0..2.0;
    erfc: -2.0..2.0;
    erfinv: -0.9..0.9;
    ln_gamma: 0.2..1.0, 2.0..30.0, -2.9..-2.1;
    digamma: 0.2..9.0, 9.0..30.0, -2.9..-2.1;
    normal_cdf: -3.0..3.0;
    sinc: -0.09..0.09, 0.1..2.0, -9.0..-2.0;
}

#[test]
fn with_a_parameter() {
    for range in [-3.0..-0.1, 0.1..3.0] {
        for shape in [[2, 3], [1, 4], [0, 3]] {
            let (x, p) = (random(shape, range.clone()), 0.3);
            obeys!(ops::leaky_relu(&x, p));
            obeys!(ops::elu(&x, p));
        }
        let (x, p) = (random(1, range)[0], 0.3);
        obeys!(ops::leaky_relu(x, p));
        obeys!(ops::elu(x, p));
    }
}

#[test]
fn any_dimension() {
    let x: Array0<f64> = random((), -2.0..2.0);
    obeys!(ops::sigmoid(&x));
    let x: ArrayD<f64> = random(vec![2, 1, 3], -2.0..2.0);
    obeys!(ops::erf(&x));
}

#[differentiable]
fn scalar(x: f64, w: f64) -> f64 {
    let mut s = x;
    for _ in 0..3 {
        s = ops::sigmoid(w * s) + ops::erf(s - x) * ops::elu(-s, w);
    }
    if s > 0.0 { ops::ln_gamma(s + 1.0) } else { s }
}

#[differentiable]
fn mapped(x: &Array2<f64>, w: f64) -> Array2<f64> {
    let y = x.mapv(|v| ops::sigmoid(v * w) + ops::softplus(v));
    let z = ops::gelu(&y);
    ops::elu(&(&z - 1.0), w) * ops::erf(&y.row(0).to_owned())
}

#[differentiable]
fn inplace(x: &Array1<f64>) -> Array1<f64> {
    let mut y = x.to_owned();
    y.mapv_inplace(|v| ops::silu(v) * v);
    y
}

#[test]
fn in_programs() {
    let (x, w) = (0.7, 1.3);
    obeys!(only f64: scalar(x, w));
    let x = random([2, 3], -2.0..2.0);
    obeys!(only f64: mapped(&x, w));
    let x = random(3, -2.0..2.0);
    obeys!(only f64: inplace(&x));
}

#[differentiable]
fn hard(x: f64) -> f64 {
    ops::hard_sigmoid(x)
}

#[test]
fn a_sixth_in_full_precision() {
    assert_eq!(hard::grad(1.0), 1.0 / 6.0);
}
