//! Where the tests get their expectations from: differences and dual numbers, neither of which
//! knows anything of the rules under test.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "a module of several test files, none of which uses all of it"
)]

pub mod dual;

use ndarray::{Array, ArrayRef, Dimension};

/// The derivative of `f` at `x` by central differences, of fourth order.
pub fn derivative(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    let h = 1e-3;
    let slope = |h: f64| (f(x + h) - f(x - h)) / (2.0 * h);
    (4.0 * slope(h) - slope(2.0 * h)) / 3.0
}

/// The gradient of `f` at `x` by central differences.
pub fn gradient<D: Dimension>(
    f: impl Fn(&Array<f64, D>) -> f64,
    x: &ArrayRef<f64, D>,
) -> Array<f64, D> {
    let x = x.to_owned();
    let elements = x.indexed_iter().map(|(index, _)| index).enumerate();
    let slopes = elements.map(|(k, _)| {
        let moved = |by: f64| {
            let mut x = x.clone();
            *x.iter_mut().nth(k).unwrap() = by;
            f(&x)
        };
        derivative(moved, *x.iter().nth(k).unwrap())
    });
    Array::from_shape_vec(x.raw_dim(), slopes.collect()).unwrap()
}

/// Panics unless `found` is `expected` up to a relative (below one: absolute) error.
#[track_caller]
pub fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (found - expected).abs() / expected.abs().max(1.0);
    assert!(
        error <= tolerance,
        "{what}: found {found}, expected {expected}, error {error:e}"
    );
}

/// The same for arrays.
#[track_caller]
pub fn assert_arrays_close<D: Dimension>(
    found: &ArrayRef<f64, D>,
    expected: &ArrayRef<f64, D>,
    what: &str,
) {
    assert_eq!(found.shape(), expected.shape(), "{what}");
    for (&found, &expected) in found.iter().zip(expected) {
        assert_close(found, expected, 1e-8, what);
    }
}
