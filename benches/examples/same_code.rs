//! Functions that `tests/same_code.rs` compiles with the attribute, and with the feature `plain`
//! without it.

#![allow(
    clippy::needless_range_loop,
    reason = "plain loops over indices are what is compared"
)]

#[cfg(not(feature = "plain"))]
use autodiff_core::differentiable;
use ndarray::Array1;

/// A straight line of scalars.
#[cfg_attr(not(feature = "plain"), differentiable)]
#[inline(never)]
#[must_use]
pub fn straight(x: f64, y: f64) -> f64 {
    let a = x * y + 2.0 * x;
    let b = a / y - x.sqrt();
    a * b + b.max(y)
}

/// Loops with early exits.
#[cfg_attr(not(feature = "plain"), differentiable)]
#[inline(never)]
#[must_use]
pub fn looping(x: &[f64], limit: f64) -> f64 {
    let mut sum = 0.0;
    for v in x {
        if *v < 0.0 {
            continue;
        }
        sum += v * v + straight(*v, limit);
        if sum > limit {
            return sum - limit;
        }
    }
    sum
}

/// Changes its argument.
#[cfg_attr(not(feature = "plain"), differentiable)]
#[inline(never)]
pub fn in_place(x: &mut [f64], w: f64) {
    for v in x.iter_mut() {
        *v = *v * w + 1.0;
    }
    x[0] *= x[1];
}

/// The sweeps of `doubling` call this too, and may be inlined into other crates. Public and never
/// inlined, so that the optimiser doesn't treat it differently for having one private caller.
#[inline(never)]
#[must_use]
pub fn norm(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// Works on arrays.
#[cfg_attr(not(feature = "plain"), differentiable)]
#[inline(never)]
#[must_use]
pub fn doubling(x: &Array1<f64>) -> Array1<f64> {
    let mut y = x * 2.0;
    while norm(&y) < 1000.0 {
        y = &y * 2.0;
    }
    y
}

/// The logarithm of a sum of exponentials, as in the kernel `lse`.
#[cfg_attr(not(feature = "plain"), differentiable)]
#[inline(never)]
#[must_use]
pub fn log_sum_exp(x: &[f64]) -> f64 {
    let mut top = x[0];
    for v in x {
        if *v > top {
            top = *v;
        }
    }
    let mut sum = 0.0;
    for v in x {
        sum += (v - top).exp();
    }
    top + sum.ln()
}

/// The product with a packed triangle, as in the kernel `gmm`.
#[cfg_attr(not(feature = "plain"), differentiable)]
#[inline(never)]
pub fn multiply(diagonal: &[f64], triangle: &[f64], c: &[f64], y: &mut [f64]) {
    let d = c.len();
    for i in 0..d {
        y[i] = diagonal[i] * c[i];
    }
    let mut next = 0;
    for i in 0..d {
        for j in i + 1..d {
            y[j] += triangle[next] * c[i];
            next += 1;
        }
    }
}
