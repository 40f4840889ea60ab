//! Cotangents of `ndarray` arrays. The zero without memory is the array without elements; a
//! zero-dimensional array always has its one element, so its zero is a real one.

use ndarray::{Array, Array1, ArrayRef, Dimension};

use crate::{Cotangent, Scalar, pool};

/// Adds elementwise; both are of the same shape.
pub(crate) fn accumulate_array<A: Scalar, D: Dimension>(
    target: &mut ArrayRef<A, D>,
    value: &ArrayRef<A, D>,
) {
    assert!(
        target.shape() == value.shape(),
        "accumulate: cotangents of shapes {:?} and {:?} can't be added",
        target.shape(),
        value.shape()
    );
    target.zip_mut_with(value, |target, &value| *target += value);
}

/// Adds `other` to an array with memory.
fn add<A: Scalar, D: Dimension + 'static>(target: &mut Array<A, D>, other: Array<A, D>) {
    if !is_without_memory(&other) {
        accumulate_array(target, &other);
        other.__used_up();
    }
}

/// Whether this is the zero that `Cotangent::zero` gives, rather than an array of an empty shape
/// such as `[0, 3]`.
#[inline]
pub(crate) fn is_without_memory<A, D: Dimension>(bar: &ArrayRef<A, D>) -> bool {
    bar.ndim() > 0 && bar.shape().iter().all(|&length| length == 0)
}

impl<A: Scalar, D: Dimension + 'static> Cotangent for Array<A, D> {
    #[inline]
    fn zero() -> Self {
        // With one axis, in a way that the code around it sees through: nothing was added yet.
        match Array1::from_vec(Vec::new()).into_dimensionality() {
            Ok(zero) if D::NDIM == Some(1) => zero,
            _ => Self::zeros(D::zeros(D::NDIM.unwrap_or(1))),
        }
    }
    #[inline]
    fn is_zero(&self) -> bool {
        self.is_empty()
    }
    /// Moving in is for the caller's code: mostly it knows there that nothing was added before.
    #[inline(always)]
    fn accumulate(&mut self, other: Self) {
        // A zero of unknown dimensions may be an array of an empty shape that is to stay.
        if is_without_memory(self) && (D::NDIM.is_some() || !is_without_memory(&other)) {
            *self = other;
        } else {
            add(self, other);
        }
    }
    fn __used_up(self) {
        pool::put(self.into_raw_vec_and_offset().0);
    }
    fn __copied(&self) -> Self {
        match self.as_slice() {
            Some(elements) => Self::from_shape_vec(self.raw_dim(), pool::copied(elements))
                .expect("an array fits its dimensions"),
            None => self.clone(),
        }
    }
    fn negated(mut self) -> Self {
        self.mapv_inplace(|element| -element);
        self
    }
}
