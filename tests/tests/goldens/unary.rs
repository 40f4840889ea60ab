//! Functions of one number, element by element.

use autodiff_core::{differentiable, ops};
use autodiff_tests::goldens;
use ndarray::Array2;

/// The functions of these names: each takes `v`, an element of a matrix.
macro_rules! elementwise {
    ($($name:ident: |$v:ident| $value:expr;)+) => {
        $(
            #[differentiable]
            fn $name(x: &Array2<f64>) -> Array2<f64> {
                x.mapv(|$v| $value)
            }
        )+

        fn elements() -> Vec<goldens::Check> {
            goldens! { $($name(&x);)+ }
        }
    };
}

elementwise! {
    sqrt: |v| v.sqrt();
    rsqrt: |v| v.sqrt().recip();
    reciprocal: |v| 1.0 / v;
    exp: |v| v.exp();
    exp2: |v| v.exp2();
    expm1: |v| v.exp_m1();
    log1p: |v| v.ln_1p();
    log2: |v| v.log2();
    log10: |v| v.log10();
    sin: |v| v.sin();
    atan: |v| v.atan();
    sinh: |v| v.sinh();
    tanh: |v| v.tanh();
    acosh: |v| v.acosh();
    atanh: |v| v.atanh();
    sigmoid: |v| ops::sigmoid(v);
    softplus: |v| ops::softplus(v);
    relu: |v| ops::relu(v);
    leaky_relu: |v| ops::leaky_relu(v, 0.01);
    elu: |v| ops::elu(v, 1.0);
    selu: |v| ops::selu(v);
    sign: |v| v.signum();
    floor: |v| v.floor();
    ceil: |v| v.ceil();
    pow2: |v| v.powi(2);
    pow3: |v| v.powi(3);
    pow_half: |v| v.powf(0.5);
    pow_neg2p5: |v| v.powf(-2.5);
    rpow2: |v| 2_f64.powf(v);
    clip: |v| v.clamp(-0.5, 0.5);
    clip_max: |v| v.min(0.3);
}

#[differentiable]
fn neg(x: &Array2<f64>) -> Array2<f64> {
    -x
}

#[differentiable]
fn rsub(x: &Array2<f64>) -> Array2<f64> {
    1.0 - x
}

#[differentiable]
fn scalar_affine(x: &Array2<f64>) -> Array2<f64> {
    x * 2.0 + 1.0
}

#[differentiable]
fn gelu_erf(x: &Array2<f64>) -> Array2<f64> {
    ops::gelu(x)
}

#[differentiable]
fn gelu_tanh(x: &Array2<f64>) -> Array2<f64> {
    ops::gelu_tanh(x)
}

#[differentiable]
fn softsign(x: &Array2<f64>) -> Array2<f64> {
    ops::softsign(x)
}

#[differentiable]
fn hardsigmoid(x: &Array2<f64>) -> Array2<f64> {
    ops::hard_sigmoid(x)
}

#[differentiable]
fn tanhshrink(x: &Array2<f64>) -> Array2<f64> {
    ops::tanhshrink(x)
}

#[differentiable]
fn erf(x: &Array2<f64>) -> Array2<f64> {
    ops::erf(x)
}

#[differentiable]
fn erfc(x: &Array2<f64>) -> Array2<f64> {
    ops::erfc(x)
}

#[differentiable]
fn erfinv(x: &Array2<f64>) -> Array2<f64> {
    ops::erfinv(x)
}

#[differentiable]
fn lgamma(x: &Array2<f64>) -> Array2<f64> {
    ops::ln_gamma(x)
}

#[differentiable]
fn ndtri_cdf(x: &Array2<f64>) -> Array2<f64> {
    ops::normal_cdf(x)
}

pub(super) fn checks() -> Vec<goldens::Check> {
    let whole = goldens! {
        neg(&x);
        rsub(&x);
        scalar_affine(&x);
        gelu_erf(&x);
        gelu_tanh(&x);
        softsign(&x);
        hardsigmoid(&x);
        tanhshrink(&x);
        erf(&x);
        erfc(&x);
        erfinv(&x);
        lgamma(&x);
        ndtri_cdf(&x);
    };
    [whole, elements()].concat()
}
