//! Borders around arrays, and windows that slide over them.

use ndarray::{Array, ArrayRef, Axis, Dimension, RemoveAxis, Slice};

use super::arguments::{check_axis, check_one_per_axis};
use super::operation::operation;
use crate::Scalar;

operation! {
    /// `x` with a border of `value`: `widths[k]` says how many elements are put before and after `x`
    /// along axis `k`.
    ///
    /// The cotangent of `value` is the sum of the border's.
    ///
    /// # Panics
    ///
    /// If there isn't a pair of widths for each axis.
    ///
    /// ```
    /// use autodiff_core::ops::pad;
    /// use ndarray::array;
    /// assert_eq!(pad(&array![1.0, 2.0], 7.0, &[(1, 2)]), array![7.0, 1.0, 2.0, 7.0, 7.0]);
    /// ```
    pub fn pad[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, value: T, widths: &[(usize, usize)]) -> Array<T, D> {
        check_one_per_axis("pad", "pairs of widths", widths.len(), x.shape());
        let mut y = Array::from_elem(padded(x.raw_dim(), widths), value);
        y.slice_each_axis_mut(|axis| inner(axis, widths)).assign(x);
        (y, ())
    }
    backward(() in (), y_bar) {
        1 value => {
            // Only the border is summed: what is inside may be of another order of magnitude.
            let mut border = y_bar.clone();
            border.slice_each_axis_mut(|axis| inner(axis, widths)).fill(T::from_f64(0.0));
            border.sum()
        };
        0 x => y_bar.slice_each_axis(|axis| inner(axis, widths)).to_owned();
    }
}

fn padded<D: Dimension>(mut shape: D, widths: &[(usize, usize)]) -> D {
    for (length, (before, after)) in shape.slice_mut().iter_mut().zip(widths) {
        *length += before + after;
    }
    shape
}

fn inner(axis: ndarray::AxisDescription, widths: &[(usize, usize)]) -> Slice {
    let (before, after) = widths[axis.axis.index()];
    Slice::from(before..axis.len - after)
}

operation! {
    /// `x` with a border that mirrors it, without repeating the elements at the edge: `c b | a b c | b a`.
    ///
    /// `widths[k]` says how many elements are put before and after `x` along axis `k`.
    ///
    /// # Panics
    ///
    /// If there isn't a pair of widths for each axis, or a width isn't smaller than the axis.
    ///
    /// ```
    /// use autodiff_core::ops::pad_reflect;
    /// use ndarray::array;
    /// assert_eq!(pad_reflect(&array![1.0, 2.0, 3.0], &[(2, 1)]), array![3.0, 2.0, 1.0, 2.0, 3.0, 2.0]);
    /// ```
    pub fn pad_reflect[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, widths: &[(usize, usize)]) -> Array<T, D> {
        check_one_per_axis("pad_reflect", "pairs of widths", widths.len(), x.shape());
        for (axis, (&length, &(before, after))) in x.shape().iter().zip(widths).enumerate() {
            assert!(
                before.max(after) < length.max(1),
                "pad_reflect: the widths {:?} of axis {axis} aren't smaller than its length, in shape {:?}",
                (before, after),
                x.shape()
            );
        }
        (bordered(x, widths, mirrored), ())
    }
    backward(() in (), y_bar) {
        0 x => without_border(y_bar, x.raw_dim(), widths, mirrored);
    }
}

operation! {
    /// `x` with a border that repeats the elements at the edge: `a a | a b c | c`.
    ///
    /// `widths[k]` says how many elements are put before and after `x` along axis `k`.
    ///
    /// # Panics
    ///
    /// If there isn't a pair of widths for each axis, or an axis without elements has a border.
    ///
    /// ```
    /// use autodiff_core::ops::pad_edge;
    /// use ndarray::array;
    /// assert_eq!(pad_edge(&array![1.0, 2.0, 3.0], &[(2, 1)]), array![1.0, 1.0, 1.0, 2.0, 3.0, 3.0]);
    /// ```
    pub fn pad_edge[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, widths: &[(usize, usize)]) -> Array<T, D> {
        check_one_per_axis("pad_edge", "pairs of widths", widths.len(), x.shape());
        for (axis, (&length, &(before, after))) in x.shape().iter().zip(widths).enumerate() {
            assert!(
                length > 0 || before + after == 0,
                "pad_edge: axis {axis} has no elements to repeat, in shape {:?}",
                x.shape()
            );
        }
        (bordered(x, widths, nearest), ())
    }
    backward(() in (), y_bar) {
        0 x => without_border(y_bar, x.raw_dim(), widths, nearest);
    }
}

/// Which of `length` elements stands `distance` places outside, before or after them.
type Source = fn(distance: usize, length: usize, after: bool) -> usize;

fn mirrored(distance: usize, length: usize, after: bool) -> usize {
    if after {
        length - 1 - distance
    } else {
        distance
    }
}

fn nearest(_: usize, length: usize, after: bool) -> usize {
    if after { length - 1 } else { 0 }
}

/// The places of the border along an axis, each with the place whose element it repeats.
fn repeats(
    length: usize,
    (before, after): (usize, usize),
    source: Source,
) -> impl Iterator<Item = (usize, usize)> {
    let front = (1..=before).map(move |d| (before - d, before + source(d, length, false)));
    let back =
        (1..=after).map(move |d| (before + length + d - 1, before + source(d, length, true)));
    front.chain(back)
}

/// Axis by axis, each border repeats what the axes in front have put there.
fn bordered<T: Scalar, D: RemoveAxis>(
    x: &ArrayRef<T, D>,
    widths: &[(usize, usize)],
    source: Source,
) -> Array<T, D> {
    let mut y = Array::zeros(padded(x.raw_dim(), widths));
    y.slice_each_axis_mut(|axis| inner(axis, widths)).assign(x);
    if x.is_empty() {
        return y;
    }
    for (k, &width) in widths.iter().enumerate() {
        for (to, from) in repeats(x.shape()[k], width, source) {
            let (mut to, from) = two_at(&mut y, Axis(k), to, from);
            to.assign(&from);
        }
    }
    y
}

/// The pullback of [`bordered`].
fn without_border<T: Scalar, D: RemoveAxis>(
    mut y_bar: Array<T, D>,
    shape: D,
    widths: &[(usize, usize)],
    source: Source,
) -> Array<T, D> {
    if shape.size() == 0 {
        return Array::zeros(shape);
    }
    for (k, &width) in widths.iter().enumerate().rev() {
        for (from, to) in repeats(shape.slice()[k], width, source) {
            let (mut to, from) = two_at(&mut y_bar, Axis(k), to, from);
            to += &from;
        }
    }
    y_bar.slice_each_axis(|axis| inner(axis, widths)).to_owned()
}

type Part<'a, T, D> = ndarray::ArrayViewMut<'a, T, <D as Dimension>::Smaller>;

/// Two different places along an axis.
fn two_at<T, D: RemoveAxis>(
    array: &mut Array<T, D>,
    axis: Axis,
    first: usize,
    second: usize,
) -> (Part<'_, T, D>, Part<'_, T, D>) {
    let (front, back) = array.view_mut().split_at(axis, first.max(second));
    let smaller = front.index_axis_move(axis, first.min(second));
    let larger = back.index_axis_move(axis, 0);
    if first < second {
        (smaller, larger)
    } else {
        (larger, smaller)
    }
}

operation! {
    /// The windows of `size` elements along `axis`, one every `step` elements. Along `axis` the result
    /// counts the windows, along a new last axis the elements in them.
    ///
    /// In the pullback an element gets the sum over the windows it is in.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis, `size` is larger than it, or `size` or `step` is zero.
    ///
    /// ```
    /// use autodiff_core::ops::unfold;
    /// use ndarray::{Axis, array};
    /// assert_eq!(
    ///     unfold(&array![1.0, 2.0, 3.0, 4.0], Axis(0), 2, 1),
    ///     array![[1.0, 2.0], [2.0, 3.0], [3.0, 4.0]]
    /// );
    /// ```
    pub fn unfold[T: Scalar, D: Dimension<Larger: RemoveAxis<Smaller = D> + 'static> + 'static](x: &ArrayRef<T, D>, axis: Axis, size: usize, step: usize) -> Array<T, D::Larger> {
        check_axis("unfold", x.shape(), axis);
        let length = x.len_of(axis);
        assert!(
            1 <= size && size <= length && step >= 1,
            "unfold: windows of {size} elements, one every {step}, along axis {} of shape {:?}",
            axis.index(),
            x.shape()
        );
        let last = Axis(x.ndim());
        let mut shape = x.raw_dim().insert_axis(last);
        shape[axis.index()] = (length - size) / step + 1;
        shape[last.index()] = size;
        let mut y = Array::zeros(shape);
        for k in 0..size {
            y.index_axis_mut(last, k).assign(&x.slice_axis(axis, places(k, length, size, step)));
        }
        (y, ())
    }
    backward(() in (), y_bar) {
        0 x in x_bar => {
            let (last, length) = (Axis(x.ndim()), x.len_of(axis));
            for k in 0..size {
                let mut part = x_bar.slice_axis_mut(axis, places(k, length, size, step));
                part += &y_bar.index_axis(last, k);
            }
        };
    }
}

/// The places of the `k`-th elements of all windows.
fn places(k: usize, length: usize, size: usize, step: usize) -> Slice {
    let last = k + (length - size) / step * step;
    Slice::from(k..last + 1).step_by(step.cast_signed())
}
