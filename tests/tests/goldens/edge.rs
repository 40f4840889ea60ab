//! Kinks, ties and bounds: each row of the tables at `autodiff_core::Elementary`.

#![allow(clippy::eq_op, reason = "a quotient at 0/0")]

use autodiff_core::ops::{self, Reduction};
use autodiff_core::{Leaves, differentiable};
use autodiff_tests::edges::{Convention, Ours};
use ndarray::{Array1, Axis, array};

use Convention::{Both, Jax, Own, Torch};

const INFINITY: f64 = f64::INFINITY;

/// Cases by their names, each with whose convention is ours and, where Rust's function has another value
/// than theirs, that value; and the program.
macro_rules! edges {
    ($($name:ident: $convention:expr $(, value $value:expr)?; |$x:ident| -> $Y:ty { $($body:tt)* })+) => {
        $(
            #[differentiable]
            fn $name($x: &Array1<f64>) -> $Y {
                $($body)*
            }
        )+

        pub(super) fn checks() -> Vec<Ours> {
            vec![$((
                stringify!($name),
                $convention,
                edges!(@value $($value)?),
                |x| {
                    let run = $name::record(x);
                    let value = run.value().to_flat();
                    let mut ones = run.value().clone();
                    ones.set_flat(&vec![1.0; value.len()]);
                    (value, run.backward(ones).to_flat())
                },
            )),+]
        }
    };
    (@value) => { None };
    (@value $value:expr) => { Some($value.to_vec()) };
}

edges! {
    abs_at_0: Torch; |x| -> Array1<f64> { x.mapv(|v| v.abs()) }
    relu_at_0: Both; |x| -> Array1<f64> { ops::relu(x) }
    maximum_x_0_at_0: Both; |x| -> Array1<f64> { x.mapv(|v| v.max(0.0)) }
    max_ties: Both; |x| -> f64 { ops::max(x) }
    max_dim_ties: Jax; |x| -> f64 { ops::max_axis(x, Axis(0)).sum() }
    min_ties: Both; |x| -> f64 { ops::min(x) }
    clip_at_bounds: Own(vec![1.0, 1.0, 1.0, 0.0]); |x| -> Array1<f64> { x.mapv(|v| v.clamp(-1.0, 1.0)) }
    sqrt_at_0: Both; |x| -> Array1<f64> { x.mapv(|v| v.sqrt()) }
    norm_at_0: Torch; |x| -> f64 { ops::norm(x, 2.0) }
    norm_manual_at_0: Both; |x| -> f64 { (x * x).sum().sqrt() }
    std_const: Torch; |x| -> f64 { ops::std_dev(x, 1) }
    log_at_0: Both; |x| -> Array1<f64> { x.mapv(|v| v.ln()) }
    log_neg: Both; |x| -> Array1<f64> { x.mapv(|v| v.ln()) }
    pow0_at_0: Both; |x| -> Array1<f64> { x.mapv(|v| v.powf(0.0)) }
    pow0p5_at_0: Both; |x| -> Array1<f64> { x.mapv(|v| v.powf(0.5)) }
    pow2_at_0: Both; |x| -> Array1<f64> { x.mapv(|v| v.powf(2.0)) }
    pow_exp_at_0base: Both; |x| -> Array1<f64> { x.mapv(|v| 0_f64.powf(v)) }
    x_pow_x_at_0: Torch; |x| -> Array1<f64> { x.mapv(|v| v.powf(v)) }
    pow_neg_base_exp_grad: Both; |x| -> Array1<f64> { x.mapv(|v| (-2_f64).powf(v)) }
    div_0_0: Both; |x| -> Array1<f64> { x / x }
    where_trap: Own(vec![0.0, 0.0, 0.25]); |x| -> Array1<f64> {
        x.mapv(|v| if v > 0.0 { v.sqrt() } else { 0.0 })
    }
    where_safe: Both; |x| -> Array1<f64> {
        x.mapv(|v| {
            let safe = if v > 0.0 { v } else { 1.0 };
            if v > 0.0 { safe.sqrt() } else { 0.0 }
        })
    }
    prod_zeros: Both; |x| -> f64 { x.product() }
    cumprod_zero: Both; |x| -> Array1<f64> { ops::cumprod(x, Axis(0)) }
    softmax_neg_inf: Both; |x| -> Array1<f64> { ops::softmax(x, Axis(0)) * array![1.0, 2.0, 3.0] }
    logsumexp_all_neg_inf: Both; |x| -> f64 { ops::logsumexp(x) }
    logaddexp_inf: Both; |x| -> Array1<f64> { ops::logaddexp(x, -INFINITY) }
    sigmoid_extreme: Both; |x| -> Array1<f64> { ops::sigmoid(x) }
    softplus_extreme: Both; |x| -> Array1<f64> { ops::softplus(x) }
    tanh_extreme: Both; |x| -> Array1<f64> { x.mapv(|v| v.tanh()) }
    log1p_neg1: Both; |x| -> Array1<f64> { x.mapv(|v| v.ln_1p()) }
    xlogy_0: Both; |x| -> Array1<f64> { ops::xlogy(x, 2.0) + ops::xlogy(x, x) }
    sign_at_0: Both, value [1.0]; |x| -> Array1<f64> { x.mapv(|v| v.signum()) }
    round_half: Both, value [1.0, 2.0]; |x| -> Array1<f64> { x.mapv(|v| v.round()) }
    leaky_relu_at_0: Torch; |x| -> Array1<f64> { ops::leaky_relu(x, 0.01) }
    elu_at_0: Both; |x| -> Array1<f64> { ops::elu(x, 1.0) }
    hardtanh_at_1: Torch; |x| -> Array1<f64> { ops::hard_tanh(x) }
    relu6_at_6: Both; |x| -> Array1<f64> { ops::relu6(x) }
    atan2_00: Torch; |x| -> Array1<f64> { x.mapv(|v| v.atan2(0.0)) }
    asin_at_1: Both; |x| -> Array1<f64> { x.mapv(|v| v.asin()) }
    sinc_at_0: Both; |x| -> Array1<f64> { ops::sinc(x) }
    sort_ties: Both; |x| -> Array1<f64> {
        let mut sorted = x.to_vec();
        sorted.sort_by(|a, b| a.total_cmp(b));
        Array1::from_vec(sorted) * array![1.0, 2.0, 3.0]
    }
    huber_at_delta: Both; |x| -> Array1<f64> {
        let zero = array![0.0];
        let mut y = x.clone();
        for i in 0..x.len() {
            y[i] = ops::huber(&Array1::from_elem(1, x[i]), &zero, 1.0, Reduction::Sum);
        }
        y
    }
    maximum_equal_two: Both; |x| -> Array1<f64> { ops::maximum(x, x) }
    median_even: Both; |x| -> f64 {
        let mut sorted = x.to_vec();
        sorted.sort_by(|a, b| a.total_cmp(b));
        sorted[(x.len() - 1) / 2]
    }
    sum_empty: Both; |x| -> f64 { x.sum() }
    mean_empty: Both; |x| -> f64 { x.sum() / x.len() as f64 }
    prod_empty: Both; |x| -> f64 { x.product() }
    cbrt0: Jax; |x| -> Array1<f64> { x.mapv(|v| v.cbrt()) }
}
