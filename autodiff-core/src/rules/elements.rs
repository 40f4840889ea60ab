//! The elements of slices and arrays by their number in iteration order.

use ndarray::{ArrayRef, Dimension, Ix1};

use crate::left_out::LeftOut;
use crate::{Storable, Tape};

/// `x.elem__(k)`: the `k`-th element in logical (row-major) order. Constant time on slices and on arrays
/// of one axis, proportional to the number of axes on others.
pub trait Elements {
    /// The element type.
    type Elem;
    /// The `k`-th element.
    fn elem__(&self, k: usize) -> &Self::Elem;
    /// The `k`-th element, to change it.
    fn elem_mut__(&mut self, k: usize) -> &mut Self::Elem;
}

impl<T> Elements for [T] {
    type Elem = T;
    #[inline(always)]
    fn elem__(&self, k: usize) -> &T {
        &self[k]
    }
    #[inline(always)]
    fn elem_mut__(&mut self, k: usize) -> &mut T {
        &mut self[k]
    }
}

/// The cotangent of a container of what has no derivatives.
impl Elements for () {
    type Elem = ();
    #[inline(always)]
    fn elem__(&self, _: usize) -> &() {
        self
    }
    #[inline(always)]
    fn elem_mut__(&mut self, _: usize) -> &mut () {
        self
    }
}

impl Elements for LeftOut {
    type Elem = LeftOut;
    #[inline(always)]
    fn elem__(&self, _: usize) -> &LeftOut {
        self
    }
    #[inline(always)]
    fn elem_mut__(&mut self, _: usize) -> &mut LeftOut {
        self
    }
}

impl<A, D: Dimension> Elements for ArrayRef<A, D> {
    type Elem = A;
    #[inline]
    fn elem__(&self, k: usize) -> &A {
        &self[index_of(&self.raw_dim(), k)]
    }
    #[inline]
    fn elem_mut__(&mut self, k: usize) -> &mut A {
        let index = index_of(&self.raw_dim(), k);
        &mut self[index]
    }
}

/// The index of the `k`-th element of an array with these dimensions.
#[inline]
fn index_of<D: Dimension>(dim: &D, mut k: usize) -> D {
    let mut index = D::zeros(dim.ndim());
    // The first axis takes what is left, so that an element out of bounds is noticed there.
    for axis in (1..dim.ndim()).rev() {
        let length = dim[axis].max(1);
        index[axis] = k % length;
        k /= length;
    }
    if dim.ndim() > 0 {
        index[0] = k;
    } else {
        assert!(
            k == 0,
            "elem__: an array of shape [] has one element, not an element {k}"
        );
    }
    index
}

/// `v.push_run__(tape, lo, hi)`: saves the elements `v[lo..hi]`, nothing if the range is empty.
pub trait Runs {
    /// Pushes a copy of the elements.
    fn push_run__(&self, tape: &mut Tape, lo: usize, hi: usize);
    /// Pops the elements back.
    fn pop_run__(&mut self, tape: &mut Tape, lo: usize, hi: usize);
}

impl<T: Storable + Clone> Runs for [T] {
    #[inline]
    fn push_run__(&self, tape: &mut Tape, lo: usize, hi: usize) {
        if lo < hi {
            T::push_run(&self[lo..hi], tape);
        }
    }

    #[inline]
    fn pop_run__(&mut self, tape: &mut Tape, lo: usize, hi: usize) {
        if lo < hi {
            T::pop_run(&mut self[lo..hi], tape);
        }
    }
}

impl<A: Storable + Clone> Runs for ArrayRef<A, Ix1> {
    #[inline]
    fn push_run__(&self, tape: &mut Tape, lo: usize, hi: usize) {
        for k in lo..hi {
            self[k].clone().push_to(tape);
        }
    }

    #[inline]
    fn pop_run__(&mut self, tape: &mut Tape, lo: usize, hi: usize) {
        for k in (lo..hi).rev() {
            self[k] = A::pop_from(tape);
        }
    }
}
