//! The same elements in another order, or several times.

use ndarray::{Array, ArrayD, ArrayRef, Axis, Dimension, IxDyn, RemoveAxis, Slice};

use super::arguments::{check_axis, check_one_per_axis, of_dimension};
use super::operation::operation;
use crate::Scalar;

operation! {
    /// `x`, `repeats[k]` times one after the other along each axis `k`.
    ///
    /// `Σ` over the copies is the pullback.
    ///
    /// # Panics
    ///
    /// If there isn't one number for each axis.
    ///
    /// ```
    /// use autodiff_core::ops::tile;
    /// use ndarray::array;
    /// assert_eq!(tile(&array![[1.0, 2.0]], &[2, 2]), array![[1.0, 2.0, 1.0, 2.0], [1.0, 2.0, 1.0, 2.0]]);
    /// ```
    pub fn tile[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, repeats: &[usize]) -> Array<T, D> {
        check_one_per_axis("tile", "repeats", repeats.len(), x.shape());
        // The last axis first: what is copied then lies together.
        let axes = repeats.iter().enumerate().filter(|(_, count)| **count != 1);
        let mut y = x.to_owned();
        for (axis, &count) in axes.rev() {
            y = Copies { beside: false, count, length: x.shape()[axis] }.spread(&y, Axis(axis));
        }
        (y, ())
    }
    backward(() in (), y_bar) {
        0 x => {
            let mut x_bar = y_bar;
            for (axis, &count) in repeats.iter().enumerate().filter(|(_, count)| **count != 1) {
                x_bar = Copies { beside: false, count, length: x.shape()[axis] }.sum(&x_bar, Axis(axis));
            }
            x_bar
        };
    }
}

operation! {
    /// Each element of `x` `count` times in succession along `axis`.
    ///
    /// `Σ` over the copies is the pullback.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::repeat;
    /// use ndarray::{Axis, array};
    /// assert_eq!(repeat(&array![1.0, 2.0], 2, Axis(0)), array![1.0, 1.0, 2.0, 2.0]);
    /// ```
    pub fn repeat[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, count: usize, axis: Axis) -> Array<T, D> {
        check_axis("repeat", x.shape(), axis);
        (Copies { beside: true, count, length: x.len_of(axis) }.spread(x, axis), ())
    }
    backward(() in (), y_bar) {
        0 x => Copies { beside: true, count, length: x.len_of(axis) }.sum(&y_bar, axis);
    }
}

/// Several copies of what lies along an axis.
#[derive(Clone, Copy)]
struct Copies {
    /// Whether the copies of an element stand beside each other, rather than each copy together.
    beside: bool,
    count: usize,
    length: usize,
}

impl Copies {
    /// Where copy `k` of all elements stands.
    fn copy(self, k: usize) -> Slice {
        if self.beside {
            Slice::from(k..).step_by(self.count.cast_signed())
        } else {
            Slice::from(k * self.length..(k + 1) * self.length)
        }
    }

    /// Where all copies of element `i` stand: for the other order this would be copy `i`.
    fn element(self, i: usize) -> Slice {
        let other = Self {
            beside: !self.beside,
            count: self.length,
            length: self.count,
        };
        other.copy(i)
    }

    /// Makes the copies, in as few steps as possible.
    fn spread<T: Scalar, D: RemoveAxis>(self, x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
        let mut shape = x.raw_dim();
        shape[axis.index()] = self.length * self.count;
        let mut y = Array::zeros(shape);
        if self.count <= self.length {
            for k in 0..self.count {
                y.slice_axis_mut(axis, self.copy(k)).assign(x);
            }
        } else {
            for i in 0..self.length {
                let element = x.slice_axis(axis, Slice::from(i..i + 1));
                y.slice_axis_mut(axis, self.element(i)).assign(&element);
            }
        }
        y
    }

    /// Sums the copies.
    fn sum<T: Scalar, D: RemoveAxis>(self, y: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
        let mut shape = y.raw_dim();
        shape[axis.index()] = self.length;
        let mut sum = Array::zeros(shape);
        if self.count <= self.length {
            for k in 0..self.count {
                sum += &y.slice_axis(axis, self.copy(k));
            }
        } else {
            for i in 0..self.length {
                let copies = y.slice_axis(axis, self.element(i));
                sum.index_axis_mut(axis, i).assign(&copies.sum_axis(axis));
            }
        }
        sum
    }
}

operation! {
    /// `x` with the elements along `axis` in reverse order.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::flip;
    /// use ndarray::{Axis, array};
    /// assert_eq!(flip(&array![1.0, 2.0, 3.0], Axis(0)), array![3.0, 2.0, 1.0]);
    /// ```
    pub fn flip[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
        check_axis("flip", x.shape(), axis);
        (flipped(x, axis), ())
    }
    backward(() in (), y_bar) {
        0 x => flipped(&y_bar, axis);
    }
}

fn flipped<T: Scalar, D: Dimension>(x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
    let mut reversed = x.view();
    reversed.invert_axis(axis);
    let mut y = Array::zeros(x.raw_dim());
    y.assign(&reversed);
    y
}

operation! {
    /// `x` with the elements along `axis` moved on by `shift` places; what leaves at one end enters at
    /// the other. A negative shift moves them back.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::roll;
    /// use ndarray::{Axis, array};
    /// assert_eq!(roll(&array![1.0, 2.0, 3.0], 1, Axis(0)), array![3.0, 1.0, 2.0]);
    /// assert_eq!(roll(&array![1.0, 2.0, 3.0], -1, Axis(0)), array![2.0, 3.0, 1.0]);
    /// ```
    pub fn roll[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, shift: isize, axis: Axis) -> Array<T, D> {
        check_axis("roll", x.shape(), axis);
        (rolled(x, places_on(x, shift, axis), axis), ())
    }
    backward(() in (), y_bar) {
        0 x => rolled(&y_bar, x.len_of(axis) - places_on(x, shift, axis), axis);
    }
}

/// The shift as a number below the length.
fn places_on<T: Scalar, D: Dimension>(x: &ArrayRef<T, D>, shift: isize, axis: Axis) -> usize {
    let length = x.len_of(axis).cast_signed();
    shift
        .checked_rem_euclid(length)
        .unwrap_or(0)
        .cast_unsigned()
}

fn rolled<T: Scalar, D: RemoveAxis>(x: &ArrayRef<T, D>, places: usize, axis: Axis) -> Array<T, D> {
    let mut y = Array::zeros(x.raw_dim());
    let (front, back) = x.view().split_at(axis, x.len_of(axis) - places);
    y.slice_axis_mut(axis, Slice::from(places..)).assign(&front);
    y.slice_axis_mut(axis, Slice::from(..places)).assign(&back);
    y
}

operation! {
    /// `x` repeated along new axes in front and along axes of length one, until it has `shape`.
    ///
    /// The number of axes of the result is known from its use. In the pullback the copies are summed.
    ///
    /// # Panics
    ///
    /// If `x` can't be broadcast to `shape`, or the result is used with another number of axes.
    ///
    /// ```
    /// use autodiff_core::ops::broadcast_to;
    /// use ndarray::{Array2, array};
    /// let y: Array2<f64> = broadcast_to(&array![1.0, 2.0], &[3, 2]);
    /// assert_eq!(y, array![[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]]);
    /// ```
    pub fn broadcast_to[T: Scalar, D: Dimension + 'static, E: Dimension + 'static](x: &ArrayRef<T, D>, shape: &[usize]) -> Array<T, E> {
        let Some(wide) = x.broadcast(IxDyn(shape)) else {
            panic!("broadcast_to: an array of shape {:?} can't be broadcast to {shape:?}", x.shape())
        };
        let mut y = ArrayD::zeros(shape);
        y.assign(&wide);
        (of_dimension("broadcast_to", y), ())
    }
    backward(() in (), y_bar) {
        0 x => of_dimension("broadcast_to", summed_to(y_bar.into_dyn(), x.shape()));
    }
}

/// Sums over the axes along which an array of this shape was broadcast.
pub(super) fn summed_to<T: Scalar>(mut y_bar: ArrayD<T>, shape: &[usize]) -> ArrayD<T> {
    while y_bar.ndim() > shape.len() {
        y_bar = y_bar.sum_axis(Axis(0));
    }
    for (axis, &length) in shape.iter().enumerate() {
        if length == 1 && y_bar.shape()[axis] != 1 {
            y_bar = y_bar.sum_axis(Axis(axis)).insert_axis(Axis(axis));
        }
    }
    y_bar
}

operation! {
    /// The elements of `x`, row by row, in an array of another shape.
    ///
    /// The number of axes of the result is known from its use.
    ///
    /// # Panics
    ///
    /// If `shape` has another number of elements than `x`, or the result is used with another number of
    /// axes.
    ///
    /// ```
    /// use autodiff_core::ops::reshape;
    /// use ndarray::{Array2, array};
    /// let y: Array2<f64> = reshape(&array![1.0, 2.0, 3.0, 4.0], &[2, 2]);
    /// assert_eq!(y, array![[1.0, 2.0], [3.0, 4.0]]);
    /// ```
    pub fn reshape[T: Scalar, D: Dimension + 'static, E: Dimension + 'static](x: &ArrayRef<T, D>, shape: &[usize]) -> Array<T, E> {
        assert!(
            shape.iter().product::<usize>() == x.len(),
            "reshape: an array of shape {:?} has another number of elements than the shape {shape:?}",
            x.shape()
        );
        (of_dimension("reshape", in_rows(x, shape)), ())
    }
    backward(() in (), y_bar) {
        0 x => of_dimension("reshape", in_rows(&y_bar, x.shape()));
    }
}

fn in_rows<T: Scalar, D: Dimension>(x: &ArrayRef<T, D>, shape: &[usize]) -> ArrayD<T> {
    match x.to_shape(IxDyn(shape)) {
        Ok(y) => y.into_owned(),
        Err(_) => unreachable!("the number of elements stays"),
    }
}

operation! {
    /// `x` with its axes in another order: axis `k` of the result is axis `axes[k]` of `x`.
    ///
    /// # Panics
    ///
    /// If `axes` doesn't name each axis once.
    ///
    /// ```
    /// use autodiff_core::ops::permute;
    /// use ndarray::Array3;
    /// assert_eq!(permute(&Array3::<f64>::zeros((2, 3, 4)), &[2, 0, 1]).dim(), (4, 2, 3));
    /// ```
    pub fn permute[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, axes: &[usize]) -> Array<T, D> {
        let mut sorted = axes.to_vec();
        sorted.sort_unstable();
        assert!(
            sorted.iter().copied().eq(0..x.ndim()),
            "permute: {axes:?} doesn't name each of the axes of an array of shape {:?} once",
            x.shape()
        );
        (permuted(x, axes), ())
    }
    backward(() in (), y_bar) {
        0 x => {
            let mut inverse = vec![0; axes.len()];
            for (k, &axis) in axes.iter().enumerate() {
                inverse[axis] = k;
            }
            permuted(&y_bar, &inverse)
        };
    }
}

fn permuted<T: Scalar, D: Dimension>(x: &ArrayRef<T, D>, axes: &[usize]) -> Array<T, D> {
    let view = x.view().into_dyn().permuted_axes(IxDyn(axes));
    of_dimension("permute", view.as_standard_layout().into_owned())
}
