//! What operations ask of their arguments, with messages that name the operation and the shapes.

use ndarray::{Array, ArrayD, Axis, Dimension};

use crate::Scalar;

/// Zero. (`T::zero()` would be that of a cotangent or that of a number.)
#[inline(always)]
pub(super) fn zero<T: Scalar>() -> T {
    T::from_f64(0.0)
}

/// Panics unless an array of this shape has the axis.
#[track_caller]
pub(super) fn check_axis(operation: &str, shape: &[usize], axis: Axis) {
    assert!(
        axis.index() < shape.len(),
        "{operation}: axis {} is out of bounds for an array of shape {shape:?}",
        axis.index()
    );
}

/// The number of rows and columns of a square matrix.
#[track_caller]
pub(super) fn check_square(operation: &str, shape: &[usize]) -> usize {
    assert!(
        shape.len() == 2 && shape[0] == shape[1],
        "{operation}: a square matrix is needed, found shape {shape:?}"
    );
    shape[0]
}

/// Panics unless there is one number for each axis.
#[track_caller]
pub(super) fn check_one_per_axis(operation: &str, what: &str, given: usize, shape: &[usize]) {
    assert!(
        given == shape.len(),
        "{operation}: {given} {what} for the {} axes of an array of shape {shape:?}",
        shape.len()
    );
}

/// An array whose number of axes is known from what it is used for.
#[track_caller]
pub(super) fn of_dimension<T, E: Dimension>(operation: &str, array: ArrayD<T>) -> Array<T, E> {
    let shape = array.shape().to_vec();
    array.into_dimensionality().unwrap_or_else(|_| {
        panic!(
            "{operation}: the result has shape {shape:?}, an array with {} axes is expected",
            E::NDIM.unwrap_or(0)
        )
    })
}
