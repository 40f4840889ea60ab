//! The elements of slices and arrays by their number in iteration order.

#![allow(non_snake_case, reason = "`lane___mut` is `lane__` to be changed")]

use ndarray::{
    ArrayRef, ArrayView, ArrayView1, ArrayViewMut, ArrayViewMut1, Axis, Dimension, IntoDimension,
    Ix1, Slice,
};

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

/// The parts that an array's iterators give, by their numbers.
pub trait Parts<A, D: Dimension> {
    /// The `k`-th of `lanes(axis)`.
    fn lane__(&self, axis: Axis, k: usize) -> ArrayView1<'_, A>;
    /// The same, to change it.
    fn lane___mut(&mut self, axis: Axis, k: usize) -> ArrayViewMut1<'_, A>;
    /// The `k`-th of `rows()`.
    fn nth_row__(&self, k: usize) -> ArrayView1<'_, A>;
    /// The same, to change it.
    fn nth_row___mut(&mut self, k: usize) -> ArrayViewMut1<'_, A>;
    /// The `k`-th of `columns()`.
    fn nth_column__(&self, k: usize) -> ArrayView1<'_, A>;
    /// The same, to change it.
    fn nth_column___mut(&mut self, k: usize) -> ArrayViewMut1<'_, A>;
    /// The `k`-th of `axis_chunks_iter(axis, size)`.
    fn axis_chunk__(&self, axis: Axis, size: usize, k: usize) -> ArrayView<'_, A, D>;
    /// The same, to change it.
    fn axis_chunk___mut(&mut self, axis: Axis, size: usize, k: usize) -> ArrayViewMut<'_, A, D>;
    /// The `k`-th of `exact_chunks(size)`.
    fn exact_chunk__(&self, size: impl IntoDimension<Dim = D>, k: usize) -> ArrayView<'_, A, D>;
    /// The same, to change it.
    fn exact_chunk___mut(
        &mut self,
        size: impl IntoDimension<Dim = D>,
        k: usize,
    ) -> ArrayViewMut<'_, A, D>;
    /// The `k`-th of `windows(size)`.
    fn window__(&self, size: impl IntoDimension<Dim = D>, k: usize) -> ArrayView<'_, A, D>;
    /// The same, to change it.
    fn window___mut(
        &mut self,
        size: impl IntoDimension<Dim = D>,
        k: usize,
    ) -> ArrayViewMut<'_, A, D>;
}

impl<A, D: Dimension> Parts<A, D> for ArrayRef<A, D> {
    fn lane__(&self, axis: Axis, k: usize) -> ArrayView1<'_, A> {
        let mut at = lane_index(self.shape(), axis, k);
        let mut lane = self.view().into_dyn();
        while let Some((axis, index)) = at.pop() {
            lane = lane.index_axis_move(axis, index);
        }
        lane.into_dimensionality().expect("one axis is left")
    }
    fn lane___mut(&mut self, axis: Axis, k: usize) -> ArrayViewMut1<'_, A> {
        let mut at = lane_index(self.shape(), axis, k);
        let mut lane = self.view_mut().into_dyn();
        while let Some((axis, index)) = at.pop() {
            lane = lane.index_axis_move(axis, index);
        }
        lane.into_dimensionality().expect("one axis is left")
    }
    fn nth_row__(&self, k: usize) -> ArrayView1<'_, A> {
        self.lane__(Axis(self.ndim() - 1), k)
    }
    fn nth_row___mut(&mut self, k: usize) -> ArrayViewMut1<'_, A> {
        self.lane___mut(Axis(self.ndim() - 1), k)
    }
    fn nth_column__(&self, k: usize) -> ArrayView1<'_, A> {
        self.lane__(Axis(0), k)
    }
    fn nth_column___mut(&mut self, k: usize) -> ArrayViewMut1<'_, A> {
        self.lane___mut(Axis(0), k)
    }
    fn axis_chunk__(&self, axis: Axis, size: usize, k: usize) -> ArrayView<'_, A, D> {
        self.slice_axis(axis, chunk(size, k, self.len_of(axis)))
    }
    fn axis_chunk___mut(&mut self, axis: Axis, size: usize, k: usize) -> ArrayViewMut<'_, A, D> {
        let chunk = chunk(size, k, self.len_of(axis));
        self.slice_axis_mut(axis, chunk)
    }
    fn exact_chunk__(&self, size: impl IntoDimension<Dim = D>, k: usize) -> ArrayView<'_, A, D> {
        let (size, at) = chunk_index(&self.raw_dim(), size.into_dimension(), k);
        self.slice_each_axis(|axis| block(axis.axis, &size, &at, true))
    }
    fn exact_chunk___mut(
        &mut self,
        size: impl IntoDimension<Dim = D>,
        k: usize,
    ) -> ArrayViewMut<'_, A, D> {
        let (size, at) = chunk_index(&self.raw_dim(), size.into_dimension(), k);
        self.slice_each_axis_mut(|axis| block(axis.axis, &size, &at, true))
    }
    fn window__(&self, size: impl IntoDimension<Dim = D>, k: usize) -> ArrayView<'_, A, D> {
        let (size, at) = window_index(&self.raw_dim(), size.into_dimension(), k);
        self.slice_each_axis(|axis| block(axis.axis, &size, &at, false))
    }
    fn window___mut(
        &mut self,
        size: impl IntoDimension<Dim = D>,
        k: usize,
    ) -> ArrayViewMut<'_, A, D> {
        let (size, at) = window_index(&self.raw_dim(), size.into_dimension(), k);
        self.slice_each_axis_mut(|axis| block(axis.axis, &size, &at, false))
    }
}

/// Where the `k`-th lane is on the other axes, the last of which come last.
fn lane_index(shape: &[usize], axis: Axis, mut k: usize) -> Vec<(Axis, usize)> {
    let mut at = Vec::with_capacity(shape.len());
    for (other, &length) in shape.iter().enumerate().rev() {
        if other != axis.index() {
            at.push((Axis(other), k % length.max(1)));
            k /= length.max(1);
        }
    }
    at.reverse();
    at
}

fn chunk(size: usize, k: usize, length: usize) -> Slice {
    Slice::from((k * size).min(length)..(k * size + size).min(length))
}

fn chunk_index<D: Dimension>(shape: &D, size: D, k: usize) -> (D, D) {
    let mut counts = shape.clone();
    for axis in 0..shape.ndim() {
        counts[axis] = shape[axis] / size[axis].max(1);
    }
    let at = index_of(&counts, k);
    (size, at)
}

fn window_index<D: Dimension>(shape: &D, size: D, k: usize) -> (D, D) {
    let mut counts = shape.clone();
    for axis in 0..shape.ndim() {
        counts[axis] = (shape[axis] + 1).saturating_sub(size[axis]);
    }
    let at = index_of(&counts, k);
    (size, at)
}

/// What a block of this size covers of an axis, at a position in blocks or in elements.
fn block<D: Dimension>(axis: Axis, size: &D, at: &D, blocks: bool) -> Slice {
    let (size, at) = (size[axis.index()], at[axis.index()]);
    let start = if blocks { at * size } else { at };
    Slice::from(start..start + size)
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

/// `v.push_whole__(tape)`: saves all elements before a loop overwrites all of them, of which it reads
/// none: they may be moved away. The vector keeps its length.
pub trait Wholes {
    /// Pushes the elements.
    fn push_whole__(&mut self, tape: &mut Tape);
    /// Pops them back.
    fn pop_whole__(&mut self, tape: &mut Tape);
}

impl<T: Storable + Clone> Wholes for Vec<T> {
    #[inline(always)]
    fn push_whole__(&mut self, tape: &mut Tape) {
        T::push_whole(self, tape);
    }

    #[inline(always)]
    fn pop_whole__(&mut self, tape: &mut Tape) {
        T::pop_whole(self, tape);
    }
}
