//! What operations along an axis share.

use ndarray::{ArrayRef, Axis, Dimension};

/// Panics unless `x` has this axis.
#[track_caller]
pub(super) fn check_axis<T, D: Dimension>(name: &str, x: &ArrayRef<T, D>, axis: Axis) {
    assert!(
        axis.index() < x.ndim(),
        "{name}: an array of shape {:?} has no axis {}",
        x.shape(),
        axis.index()
    );
}
