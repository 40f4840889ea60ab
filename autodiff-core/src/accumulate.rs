//! Adding a cotangent to a place: a variable of the sweep, or a buffer lent by a caller.

#![allow(
    clippy::mut_mut,
    reason = "a lent buffer is a `&mut` in a variable, which is lent on as `&mut`"
)]

use ndarray::{Array, Array1, ArrayViewMut, Dimension};

use crate::cotangent::{accumulate_array, accumulate_slice};
use crate::{Cotangent, Scalar, pool};

/// A cotangent that can be added to a `Target`.
#[diagnostic::on_unimplemented(
    message = "a cotangent of type `{Self}` can't be accumulated into `{Target}`",
    label = "the two sides of this operation have different cotangent types",
    note = "a method of a type of yours that is called like one with a rule is reached by `Type::method(&x, …)`"
)]
pub trait AccumulateInto<Target> {
    /// Adds `self` to the target.
    fn accumulate_into(self, target: Target);
}

impl<C: Cotangent> AccumulateInto<&mut C> for C {
    #[inline(always)]
    fn accumulate_into(self, target: &mut C) {
        target.accumulate(self);
    }
}

impl<C: Cotangent> AccumulateInto<&mut &mut C> for C {
    #[inline(always)]
    fn accumulate_into(self, target: &mut &mut C) {
        target.accumulate(self);
    }
}

// Into a box, and out of one: `Box::new(x)` and `*boxed`.

impl<C: Cotangent> AccumulateInto<&mut Box<C>> for C {
    #[inline]
    fn accumulate_into(self, target: &mut Box<C>) {
        target.as_mut().accumulate(self);
    }
}

impl<C: Cotangent> AccumulateInto<&mut &mut Box<C>> for C {
    #[inline]
    fn accumulate_into(self, target: &mut &mut Box<C>) {
        target.as_mut().accumulate(self);
    }
}

impl<C: Cotangent> AccumulateInto<&mut C> for Box<C> {
    #[inline]
    fn accumulate_into(self, target: &mut C) {
        target.accumulate(*self);
    }
}

impl<C: Cotangent> AccumulateInto<&mut &mut C> for Box<C> {
    #[inline]
    fn accumulate_into(self, target: &mut &mut C) {
        target.accumulate(*self);
    }
}

impl<A: Scalar, D: Dimension> AccumulateInto<ArrayViewMut<'_, A, D>> for Array<A, D> {
    #[inline]
    fn accumulate_into(self, mut target: ArrayViewMut<'_, A, D>) {
        self.accumulate_into(&mut target);
    }
}

impl<A: Scalar, D: Dimension> AccumulateInto<&mut ArrayViewMut<'_, A, D>> for Array<A, D> {
    #[inline]
    fn accumulate_into(self, target: &mut ArrayViewMut<'_, A, D>) {
        if !self.is_empty() {
            accumulate_array(target, &self);
            pool::put(self.into_raw_vec_and_offset().0);
        }
    }
}

impl<C: Cotangent> AccumulateInto<&mut [C]> for Vec<C> {
    #[inline]
    fn accumulate_into(mut self, target: &mut [C]) {
        if !self.is_empty() {
            accumulate_slice(target, self.drain(..));
            pool::put(self);
        }
    }
}

impl<C: Cotangent> AccumulateInto<&mut &mut [C]> for Vec<C> {
    #[inline]
    fn accumulate_into(self, target: &mut &mut [C]) {
        self.accumulate_into(&mut **target);
    }
}

impl<C: Cotangent, const N: usize> AccumulateInto<&mut [C; N]> for Vec<C> {
    #[inline]
    fn accumulate_into(self, target: &mut [C; N]) {
        self.accumulate_into(target.as_mut_slice());
    }
}

// From where it is, so that nothing is allocated: `copy_from_slice`.

impl<C: Cotangent> AccumulateInto<&mut [C]> for &[C] {
    #[inline]
    fn accumulate_into(self, target: &mut [C]) {
        if !self.is_empty() {
            accumulate_slice(target, self.iter().cloned());
        }
    }
}

impl<C: Cotangent> AccumulateInto<&mut &mut [C]> for &[C] {
    #[inline]
    fn accumulate_into(self, target: &mut &mut [C]) {
        self.accumulate_into(&mut **target);
    }
}

impl<C: Cotangent, const N: usize> AccumulateInto<&mut [C; N]> for &[C] {
    #[inline]
    fn accumulate_into(self, target: &mut [C; N]) {
        self.accumulate_into(target.as_mut_slice());
    }
}

impl<C: Cotangent, const N: usize> AccumulateInto<&mut &mut [C; N]> for &[C] {
    #[inline]
    fn accumulate_into(self, target: &mut &mut [C; N]) {
        self.accumulate_into(target.as_mut_slice());
    }
}

impl<C: Cotangent> AccumulateInto<&mut Vec<C>> for &[C] {
    #[inline]
    fn accumulate_into(self, target: &mut Vec<C>) {
        if target.is_empty() {
            target.extend_from_slice(self);
        } else {
            self.accumulate_into(target.as_mut_slice());
        }
    }
}

impl<C: Cotangent> AccumulateInto<&mut &mut Vec<C>> for &[C] {
    #[inline]
    fn accumulate_into(self, target: &mut &mut Vec<C>) {
        self.accumulate_into(&mut **target);
    }
}

impl<C: Cotangent, const N: usize> AccumulateInto<&mut [C]> for [C; N] {
    #[inline]
    fn accumulate_into(self, target: &mut [C]) {
        accumulate_slice(target, self.into_iter());
    }
}

impl<C: Cotangent, const N: usize> AccumulateInto<&mut Vec<C>> for [C; N] {
    #[inline]
    fn accumulate_into(self, target: &mut Vec<C>) {
        target.accumulate(Vec::from(self));
    }
}

// Conversions between a vector and an array of one axis: `to_vec`, `from_vec`, `from`.

impl<T: Scalar> AccumulateInto<&mut Array1<T>> for Vec<T> {
    #[inline]
    fn accumulate_into(self, target: &mut Array1<T>) {
        target.accumulate(Array1::from_vec(self));
    }
}

impl<T: Scalar> AccumulateInto<ArrayViewMut<'_, T, ndarray::Ix1>> for Vec<T> {
    #[inline]
    fn accumulate_into(self, target: ArrayViewMut<'_, T, ndarray::Ix1>) {
        Array1::from_vec(self).accumulate_into(target);
    }
}

impl<T: Scalar> AccumulateInto<&mut Array1<T>> for &[T] {
    #[inline]
    fn accumulate_into(self, target: &mut Array1<T>) {
        self.to_vec().accumulate_into(target);
    }
}

impl<T: Scalar> AccumulateInto<ArrayViewMut<'_, T, ndarray::Ix1>> for &[T] {
    #[inline]
    fn accumulate_into(self, target: ArrayViewMut<'_, T, ndarray::Ix1>) {
        self.to_vec().accumulate_into(target);
    }
}

impl<A: Scalar> AccumulateInto<&mut Vec<A>> for Array1<A> {
    #[inline]
    fn accumulate_into(self, target: &mut Vec<A>) {
        target.accumulate(into_vec(self));
    }
}

impl<A: Scalar> AccumulateInto<&mut [A]> for Array1<A> {
    #[inline]
    fn accumulate_into(self, target: &mut [A]) {
        into_vec(self).accumulate_into(target);
    }
}

/// The elements in logical order; moved if they lie so in memory.
fn into_vec<A: Scalar>(array: Array1<A>) -> Vec<A> {
    if array.is_standard_layout() {
        let len = array.len();
        let (mut elements, offset) = array.into_raw_vec_and_offset();
        elements.drain(..offset.unwrap_or(0));
        elements.truncate(len);
        elements
    } else {
        array.to_vec()
    }
}
