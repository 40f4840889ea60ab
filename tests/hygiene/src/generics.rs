//! Lifetimes, const generics, `where` clauses.

use ad_renamed::differentiable;
use arrays::{Array1, ArrayView2};

/// A named lifetime.
#[differentiable]
#[must_use]
pub fn longer<'a>(x: &'a [f64], y: &'a [f64]) -> f64 {
    let mut s = 0.0;
    for (a, b) in x.iter().zip(y.iter()) {
        s += a * b;
    }
    s
}

/// Lifetimes named like those of the companion.
#[differentiable]
#[must_use]
#[allow(
    single_use_lifetimes,
    clippy::needless_lifetimes,
    clippy::elidable_lifetime_names,
    clippy::needless_pass_by_value,
    reason = "that is the test"
)]
pub fn lifetimes<'ad, 'tape, 'body, 'any>(
    x: &'ad [f64],
    y: &'tape Array1<f64>,
    z: ArrayView2<'body, f64>,
    w: &'any f64,
) -> f64 {
    let mut product = x[0] * y[0] * z[[0, 0]] * w;
    'body: for i in 0..3_u8 {
        for j in 0..2_u8 {
            if i + j > 2 {
                break 'body;
            }
            product *= x[0];
        }
    }
    product
}

/// A const generic.
#[differentiable]
#[must_use]
pub fn norm<const N: usize>(x: [f64; N]) -> f64 {
    let mut s = 0.0;
    for v in x {
        s += v * v;
    }
    s.sqrt()
}

/// Several, with bounds.
#[differentiable]
#[must_use]
pub fn trace<const N: usize, const M: usize>(a: &[[f64; N]; M]) -> f64
where
    [f64; N]: Sized,
{
    let mut s = 0.0;
    for (i, row) in a.iter().enumerate() {
        if i < N {
            s += row[i] * row[i];
        }
    }
    s
}

/// Calls generic ones, with and without a turbofish.
#[differentiable]
#[must_use]
pub fn calls(x: f64) -> f64 {
    let a = [x, x * x, 1.0];
    norm::<3>(a) * norm([x]) + trace(&[[x, 2.0], [3.0, x]])
}
