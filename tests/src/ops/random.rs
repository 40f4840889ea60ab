//! Arrays of random numbers, the same in every run.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use ndarray::{Array, Dimension, IntoDimension};

/// An array of random numbers from `range`, the same in every run of a test.
///
/// # Panics
///
/// Never.
#[must_use]
pub fn random<S: IntoDimension>(shape: S, range: Range<f64>) -> Array<f64, S::Dim> {
    let shape = shape.into_dimension();
    let count = shape.size();
    let stretch = |u: f64| range.start + (range.end - range.start) * u;
    let data: Vec<f64> = uniform(count).map(stretch).collect();
    Array::from_shape_vec(shape, data).expect("as many numbers as the shape has places")
}

/// An array of random order whose numbers lie at least 0.3 apart: for operations that compare.
///
/// # Panics
///
/// Never.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "small numbers")]
pub fn distinct<S: IntoDimension>(shape: S) -> Array<f64, S::Dim> {
    let shape = shape.into_dimension();
    let count = shape.size();
    let mut keyed: Vec<(f64, usize)> = uniform(count).zip(0..count).collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let data: Vec<f64> = keyed
        .iter()
        .map(|(key, k)| 0.5 * (*k as f64 - count as f64 / 2.0) + 0.2 * key)
        .collect();
    Array::from_shape_vec(shape, data).expect("as many numbers as the shape has places")
}

/// Numbers in [0, 1), other ones for every call: each thread's are numbered by a counter.
fn uniform(count: usize) -> impl Iterator<Item = f64> {
    thread_local! {
        static CALLS: AtomicU64 = const { AtomicU64::new(1) };
    }
    let call = CALLS.with(|calls| calls.fetch_add(1, Ordering::Relaxed));
    split_mix(call << 32).take(count)
}

/// Steele, Lea and Flood's generator SplitMix64.
#[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
pub(super) fn split_mix(seed: u64) -> impl Iterator<Item = f64> {
    let mut state = seed.wrapping_mul(0xD134_2543_DE82_EF95);
    std::iter::repeat_with(move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    })
}
