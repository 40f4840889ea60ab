//! Sums over independent items.

use autodiff_core::{differentiable, parallel_sum};

/// The logarithm of a mixture of bells at a point.
#[differentiable]
pub fn density(x: &[f64], weights: &[f64], means: &[f64], widths: &[f64]) -> f64 {
    let d = x.len();
    let mut sum = 0.0;
    for k in 0..weights.len() {
        let mut square = 0.0;
        for j in 0..d {
            let z = (x[j] - means[k * d + j]) * widths[k * d + j];
            square += z * z;
        }
        sum += (weights[k] - 0.5 * square).exp();
    }
    sum.ln()
}

/// The sum over all points, in a loop.
#[differentiable(wrt(weights, means, widths))]
pub fn in_turn(points: &[Vec<f64>], weights: &[f64], means: &[f64], widths: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in points.iter() {
        sum += density(x, weights, means, widths);
    }
    sum
}

/// The same on several threads.
#[differentiable(wrt(weights, means, widths))]
pub fn side_by_side(points: &[Vec<f64>], weights: &[f64], means: &[f64], widths: &[f64]) -> f64 {
    parallel_sum(points, |x| density(x, weights, means, widths))
}
