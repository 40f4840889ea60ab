//! Nothing in scope but what is imported: generated code needs nothing of the prelude.

#![no_implicit_prelude]

use ::ad_renamed::differentiable;
use ::arrays::{Array1, ArrayView1};
use ::std::iter::Iterator;

/// Branches and loops.
///
/// # Panics
///
/// If the result isn't positive.
#[differentiable]
#[must_use]
pub fn control(x: f64, n: usize) -> f64 {
    let mut y = x;
    for i in 0..n {
        if y > 2.0 {
            break;
        }
        y = y * x + y.sin();
        if i == 7 {
            return y * y;
        }
    }
    ::std::assert!(y > 0.0, "{y}");
    y
}

/// Slices and vectors.
#[differentiable]
#[must_use]
pub fn slices(x: &[f64], out: &mut [f64]) -> f64 {
    let mut v = x.to_vec();
    for (i, e) in v.iter_mut().enumerate() {
        *e *= x[i];
        out[i] += *e;
    }
    let list = ::std::vec![v[0], v[1] * 2.0];
    list[0] * list[1]
}

/// Arrays, owned, borrowed and viewed.
#[differentiable]
#[must_use]
#[allow(clippy::needless_pass_by_value, reason = "that is the test")]
pub fn views(x: ArrayView1<'_, f64>, y: Array1<f64>, z: &Array1<f64>) -> Array1<f64> {
    let scale = x.dot(z);
    let scaled = &y * scale;
    let sum = scaled.mapv(|v| v * v) + z;
    -(sum * 0.5)
}

/// Calls.
#[differentiable]
#[must_use]
pub fn calls(x: f64) -> f64 {
    let v = [x, 2.0 * x];
    let mut out = [1.0, x];
    control(x, 3) + slices(&v, &mut out) * out[1]
}

/// Edits of vectors.
///
/// # Panics
///
/// If there are fewer than two elements.
#[differentiable]
#[must_use]
pub fn edits(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    v.extend_from_slice(x);
    v.rotate_left(1);
    v.reverse();
    let removed = v.remove(0) * v.swap_remove(1);
    v.sort_by(f64::total_cmp);
    v.resize(5, removed);
    v.extend_from_within(1..3);
    let (first, rest) = v.split_at_mut(1);
    ::std::mem::swap(&mut first[0], &mut rest[1]);
    *v.last_mut().unwrap() *= v[0];
    let popped = v.pop().unwrap();
    popped * v[0] * v[1]
}
