//! Code that is clean under the lints denied at the crate's root, and stays so when differentiated.

use ad_renamed::{Tape, detach, differentiable};
use arrays::{Array1, Array2, ArrayView1};

/// Straight-line code.
#[differentiable]
#[must_use]
pub fn polynomial(x: f64, y: f64) -> f64 {
    let a = x.mul_add(y, 2.0);
    (a * a).sin() + a.exp() / y
}

/// Loops, branches, exits.
#[differentiable]
#[must_use]
pub fn series(x: f64, n: usize) -> f64 {
    let mut sum = 0.0;
    let mut term = 1.0_f64;
    for i in 0..n {
        if term.abs() < 1e-12 {
            break;
        }
        term *= x;
        if i % 3 == 2 {
            continue;
        }
        sum += term;
    }
    if sum > 100.0 {
        return detach(sum) * x;
    }
    sum
}

/// Slices and vectors.
#[differentiable]
#[must_use]
pub fn distance(x: &[f64], y: &[f64]) -> f64 {
    let mut gaps = Vec::with_capacity(x.len());
    for (a, b) in x.iter().zip(y) {
        gaps.push((a - b) * (a - b));
    }
    let mut sum = 0.0;
    for gap in &gaps {
        sum += gap;
    }
    sum.sqrt()
}

/// A buffer that is changed in place.
#[differentiable]
pub fn smooth(values: &mut [f64], weight: f64) {
    for i in 1..values.len() {
        values[i] = weight.mul_add(values[i - 1], values[i]);
    }
}

/// Matrices and vectors.
#[differentiable]
#[must_use]
#[allow(clippy::needless_pass_by_value, reason = "views are passed by value")]
pub fn layer(weights: &Array2<f64>, bias: &Array1<f64>, x: ArrayView1<'_, f64>) -> Array1<f64> {
    let h = weights.dot(&x) + bias;
    h.mapv(f64::tanh)
}

/// A view of a part.
#[differentiable]
#[must_use]
pub fn row(x: &Array2<f64>) -> f64 {
    let part = x.row(1);
    part.dot(&part)
}

/// The gradient on a tape that is used again.
#[must_use]
pub fn twice(x: &[f64], y: &[f64]) -> (f64, usize) {
    let mut tape = Tape::new();
    let run = distance::record_in(&mut tape, x, y);
    let first = run.backward(1.0).0[0];
    let run = distance::record_in(&mut tape, x, y);
    let second = run.backward(1.0).0[0];
    (first + second, tape.bytes())
}

/// Vectors that grow, shrink and change their order.
///
/// # Panics
///
/// If there are fewer than two elements.
#[differentiable]
#[must_use]
pub fn edits(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    v.insert(0, x[1] * x[0]);
    let last = v.pop().expect("not empty");
    v.sort_by(f64::total_cmp);
    v.retain(|e| *e > -100.0);
    let mut rows = vec![v.clone(), v];
    let removed = rows.remove(0);
    rows.push(removed);
    rows.swap(0, 1);
    rows.truncate(2);
    let (top, bottom) = rows.split_at_mut(1);
    std::mem::swap(&mut top[0][0], &mut bottom[0][1]);
    rows[0].resize(4, last);
    rows[0].copy_within(0..1, 2);
    rows[0][2] * rows[1][1] * last
}
