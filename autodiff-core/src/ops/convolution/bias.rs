//! The bias of a convolution, which there may be or not.

use ndarray::{Array1, ArrayRef, ArrayRef1, Dimension, aview1};

use crate::differential::inactive;
use crate::{Differentiable, Scalar};

/// The bias of a convolution: an element for each channel of the output, as `&Array1<T>`, or
/// [`NoBias`].
pub trait Bias<T: Scalar>:
    Copy + for<'b> Differentiable<Kept = Self, Bar<'b> = &'b mut <Self as Differentiable>::Cotangent>
{
    /// The elements, if any.
    #[doc(hidden)]
    fn elements(&self) -> Option<&ArrayRef1<T>>;

    /// The cotangent, given the sums over each channel.
    #[doc(hidden)]
    fn cotangent(sums: impl FnOnce() -> Array1<T>) -> <Self as Differentiable>::Cotangent;

    /// The number of elements, if there are any.
    #[doc(hidden)]
    fn channels(&self) -> Option<usize> {
        self.elements().map(|b| b.len())
    }
}

/// A convolution without bias.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoBias;

impl Differentiable for NoBias {
    type Kept = Self;
    #[inline]
    fn kept(&self) -> Self {
        *self
    }
    inactive!();
}

impl<T: Scalar> Bias<T> for NoBias {
    fn elements(&self) -> Option<&ArrayRef1<T>> {
        None
    }
    fn cotangent(_: impl FnOnce() -> Array1<T>) {}
}

impl<T: Scalar> Bias<T> for &Array1<T> {
    fn elements(&self) -> Option<&ArrayRef1<T>> {
        Some(self)
    }
    fn cotangent(sums: impl FnOnce() -> Array1<T>) -> Array1<T> {
        sums()
    }
}

impl<T: Scalar> Bias<T> for &ArrayRef1<T> {
    fn elements(&self) -> Option<&ArrayRef1<T>> {
        Some(self)
    }
    fn cotangent(sums: impl FnOnce() -> Array1<T>) -> Array1<T> {
        sums()
    }
}

/// The sums over all axes but axis 1.
pub(super) fn channel_sums<T: Scalar, D: Dimension>(y_bar: &ArrayRef<T, D>) -> Array1<T> {
    let y_bar = y_bar.as_standard_layout();
    let channels = y_bar.shape()[1];
    let len: usize = y_bar.shape()[2..].iter().product();
    let mut sums = Array1::zeros(channels);
    if y_bar.is_empty() {
        return sums;
    }
    let elements = y_bar.as_slice().expect("the array is in standard layout");
    for sample in elements.chunks_exact(channels * len) {
        for (sum, channel) in sums.iter_mut().zip(sample.chunks_exact(len)) {
            *sum += aview1(channel).sum();
        }
    }
    sums
}
