//! Elements in the order of their size. Cotangents go back by the permutation.
//!
//! Equal elements stay in the order they had; NaNs are larger than everything else.

use std::cmp::Ordering;

use ndarray::{Array, ArrayRef, ArrayView1, Axis, Dimension};

use super::arguments::check_axis;
use super::indexing::{gathered, scatter};
use super::operation::operation;
use crate::Scalar;

operation! {
    /// `x` with the elements along `axis` in ascending order. NaNs come last.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::sort;
    /// use ndarray::{Axis, array};
    /// assert_eq!(sort(&array![3.0, 1.0, 2.0], Axis(0)), array![1.0, 2.0, 3.0]);
    /// ```
    pub fn sort[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
        check_axis("sort", x.shape(), axis);
        let order = places(x, axis, x.len_of(axis), Order::Ascending);
        (gathered(x, &order, axis), order)
    }
    backward(order in Array<usize, D>, y_bar) {
        0 x in x_bar => scatter(x_bar, &order, &y_bar, axis);
    }
}

operation! {
    /// The places along `axis` of the elements in ascending order: `x` at these places is sorted. NaNs
    /// come last. There is no derivative.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis.
    ///
    /// ```
    /// use autodiff_core::ops::argsort;
    /// use ndarray::{Axis, array};
    /// assert_eq!(argsort(&array![3.0, 1.0, 2.0], Axis(0)), array![1, 2, 0]);
    /// ```
    pub fn argsort[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, axis: Axis) -> Array<usize, D> {
        check_axis("argsort", x.shape(), axis);
        (places(x, axis, x.len_of(axis), Order::Ascending), ())
    }
    backward(() in (), y_bar) {}
}

operation! {
    /// Along `axis`, the `k` largest elements, the largest first, and their places. NaNs come first.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis, or `k` is larger than it.
    ///
    /// ```
    /// use autodiff_core::ops::top_k;
    /// use ndarray::{Axis, array};
    /// let (largest, places) = top_k(&array![3.0, 1.0, 2.0], 2, Axis(0));
    /// assert_eq!(largest, array![3.0, 2.0]);
    /// assert_eq!(places, array![0, 2]);
    /// ```
    pub fn top_k[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, k: usize, axis: Axis) -> (Array<T, D>, Array<usize, D>) {
        check_axis("top_k", x.shape(), axis);
        assert!(
            k <= x.len_of(axis),
            "top_k: there are no {k} elements along axis {} of shape {:?}",
            axis.index(),
            x.shape()
        );
        let order = places(x, axis, k, Order::Descending);
        ((gathered(x, &order, axis), order.clone()), order)
    }
    backward(order in Array<usize, D>, y_bar) {
        0 x in x_bar => scatter(x_bar, &order, &y_bar.0, axis);
    }
}

#[derive(Clone, Copy)]
enum Order {
    Ascending,
    Descending,
}

/// The places of the first `k` elements of each lane.
fn places<T: Scalar, D: Dimension>(
    x: &ArrayRef<T, D>,
    axis: Axis,
    k: usize,
    order: Order,
) -> Array<usize, D> {
    let mut shape = x.raw_dim();
    shape[axis.index()] = k;
    let mut places = Array::zeros(shape);
    let length = x.len_of(axis);
    let mut all: Vec<usize> = Vec::with_capacity(length);
    for (mut places, lane) in places.lanes_mut(axis).into_iter().zip(x.lanes(axis)) {
        let compare = |&i: &usize, &j: &usize| {
            let sizes = by_size(&lane, i, j);
            let sizes = match order {
                Order::Ascending => sizes,
                Order::Descending => sizes.reverse(),
            };
            sizes.then(i.cmp(&j))
        };
        all.clear();
        all.extend(0..length);
        if 0 < k && k < length {
            all.select_nth_unstable_by(k - 1, compare);
        }
        all[..k].sort_unstable_by(compare);
        places
            .iter_mut()
            .zip(&all)
            .for_each(|(place, &i)| *place = i);
    }
    places
}

fn by_size<T: Scalar>(lane: &ArrayView1<'_, T>, i: usize, j: usize) -> Ordering {
    let (a, b) = (lane[i], lane[j]);
    let is_nan = |x: T| x.partial_cmp(&x).is_none();
    a.partial_cmp(&b)
        .unwrap_or_else(|| is_nan(a).cmp(&is_nan(b)))
}
