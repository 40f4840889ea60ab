//! Small functions: a loop over an array, a straight line of scalars, loops over a matrix.

use autodiff_core::differentiable;
use ndarray::Array1;

fn norm(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// Doubles until the norm is at least 1000.
#[differentiable]
#[must_use]
pub fn doubling(x: &Array1<f64>) -> Array1<f64> {
    let mut y = x * 2.0;
    while norm(&y) < 1000.0 {
        y = &y * 2.0;
    }
    y
}

/// The price of a European call: a straight line of scalar operations.
#[differentiable]
#[must_use]
pub fn call_price(spot: f64, strike: f64, rate: f64, volatility: f64, years: f64) -> f64 {
    let deviation = volatility * years.sqrt();
    let discounted = strike * (-rate * years).exp();
    let d1 = (spot / discounted).ln() / deviation + 0.5 * deviation;
    let d2 = d1 - deviation;
    spot * normal(d1) - discounted * normal(d2)
}

/// An approximation of the normal distribution function.
#[differentiable]
fn normal(x: f64) -> f64 {
    let u = 0.797_884_560_8 * (x + 0.044_715 * x * x * x);
    0.5 * (1.0 + u.tanh())
}

/// `‖m v‖²` with `m` row-major.
#[differentiable]
#[must_use]
pub fn product_norm(m: &[f64], v: &[f64]) -> f64 {
    let columns = v.len();
    let mut total = 0.0;
    for i in 0..m.len() / columns {
        let mut y = 0.0;
        for j in 0..columns {
            y += m[i * columns + j] * v[j];
        }
        total += y * y;
    }
    total
}
