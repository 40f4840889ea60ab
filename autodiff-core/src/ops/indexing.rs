//! Elements chosen by their places. In the pullback, an element that was chosen several times gets
//! the sum.

use ndarray::{Array, ArrayRef, ArrayRef2, Axis, Dimension, NdIndex, RemoveAxis};

use super::arguments::check_axis;
use super::operation::operation;
use crate::{Differentiable, Scalar};

operation! {
    /// Along `axis`, the parts of `x` at these places: rows of a matrix for `Axis(0)`.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis, or a place is outside of it.
    ///
    /// ```
    /// use autodiff_core::ops::take;
    /// use ndarray::{Axis, array};
    /// let x = array![[1.0, 2.0], [3.0, 4.0]];
    /// assert_eq!(take(&x, &[1, 1, 0], Axis(0)), array![[3.0, 4.0], [3.0, 4.0], [1.0, 2.0]]);
    /// ```
    pub fn take[T: Scalar, D: RemoveAxis + 'static](x: &ArrayRef<T, D>, places: &[usize], axis: Axis) -> Array<T, D> {
        check_axis("take", x.shape(), axis);
        for &place in places {
            check_place("take", place, x.shape(), axis);
        }
        (x.select(axis, places), ())
    }
    backward(() in (), y_bar) {
        0 x in x_bar => {
            for (&place, part) in places.iter().zip(y_bar.axis_iter(axis)) {
                let mut target = x_bar.index_axis_mut(axis, place);
                target += &part;
            }
        };
    }
}

#[track_caller]
fn check_place(operation: &str, place: usize, shape: &[usize], axis: Axis) {
    assert!(
        place < shape[axis.index()],
        "{operation}: place {place} is out of bounds for axis {} of shape {shape:?}",
        axis.index()
    );
}

operation! {
    /// The rows of `table` that `index` names: for an index of shape `[m, n]`, an array of shape
    /// `[m, n, columns]`.
    ///
    /// # Panics
    ///
    /// If `table` has no such row.
    ///
    /// ```
    /// use autodiff_core::ops::embedding;
    /// use ndarray::array;
    /// let table = array![[1.0, 2.0], [3.0, 4.0]];
    /// assert_eq!(embedding(&table, &array![[1, 0]]), array![[[3.0, 4.0], [1.0, 2.0]]]);
    /// ```
    pub fn embedding[T: Scalar, E: Dimension<Larger: 'static> + 'static](table: &ArrayRef2<T>, index: &ArrayRef<usize, E>) -> Array<T, E::Larger> {
        let mut shape = index.raw_dim().insert_axis(Axis(index.ndim()));
        shape[index.ndim()] = table.ncols();
        let mut y = Array::zeros(shape);
        for &row in index {
            check_place("embedding", row, table.shape(), Axis(0));
        }
        for (mut y, &row) in y.rows_mut().into_iter().zip(index) {
            y.assign(&table.row(row));
        }
        (y, ())
    }
    backward(() in (), y_bar) {
        0 table in table_bar => {
            for (y_bar, &row) in y_bar.rows().into_iter().zip(index) {
                let mut target = table_bar.row_mut(row);
                target += &y_bar;
            }
        };
    }
}

operation! {
    /// Along `axis`, the elements of `x` that `index` names, each lane by its own:
    /// `y[i, j] = x[i, index[i, j]]` for `Axis(1)`.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis, the shapes differ along another one, or an index is out of bounds.
    ///
    /// ```
    /// use autodiff_core::ops::gather;
    /// use ndarray::{Axis, array};
    /// let x = array![[1.0, 2.0], [3.0, 4.0]];
    /// assert_eq!(gather(&x, &array![[1], [0]], Axis(1)), array![[2.0], [3.0]]);
    /// ```
    pub fn gather[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, index: &ArrayRef<usize, D>, axis: Axis) -> Array<T, D> {
        check_index("gather", x.shape(), index, axis);
        (gathered(x, index, axis), ())
    }
    backward(() in (), y_bar) {
        0 x in x_bar => scatter(x_bar, index, &y_bar, axis);
    }
}

operation! {
    /// `x`, and along `axis` the elements of `source` added at the places that `index` names:
    /// `y[i, index[i, j]] += source[i, j]` for `Axis(1)`. Elements for the same place add up.
    ///
    /// # Panics
    ///
    /// If `x` has no such axis, the shapes differ along another one, those of `index` and `source`
    /// differ, or an index is out of bounds.
    ///
    /// ```
    /// use autodiff_core::ops::scatter_add;
    /// use ndarray::{Axis, array};
    /// let x = array![1.0, 2.0];
    /// assert_eq!(scatter_add(&x, &array![1, 1], &array![10.0, 20.0], Axis(0)), array![1.0, 32.0]);
    /// ```
    pub fn scatter_add[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, index: &ArrayRef<usize, D>, source: &ArrayRef<T, D>, axis: Axis) -> Array<T, D> {
        check_index("scatter_add", x.shape(), index, axis);
        assert!(
            index.shape() == source.shape(),
            "scatter_add: indices of shape {:?} for a source of shape {:?}",
            index.shape(),
            source.shape()
        );
        let mut y = x.to_owned();
        scatter(&mut y, index, source, axis);
        (y, ())
    }
    backward(() in (), y_bar) {
        2 source => gathered(&y_bar, index, axis);
        0 x => y_bar;
    }
}

#[track_caller]
fn check_index<D: Dimension>(
    operation: &str,
    shape: &[usize],
    index: &ArrayRef<usize, D>,
    axis: Axis,
) {
    check_axis(operation, shape, axis);
    for (k, (x, i)) in shape.iter().zip(index.shape()).enumerate() {
        assert!(
            k == axis.index() || x == i,
            "{operation}: indices of shape {:?} for an array of shape {shape:?}: axis {k} differs",
            index.shape()
        );
    }
    for &place in index {
        check_place(operation, place, shape, axis);
    }
}

/// The elements at these places of each lane.
pub(super) fn gathered<T: Scalar, D: Dimension>(
    x: &ArrayRef<T, D>,
    index: &ArrayRef<usize, D>,
    axis: Axis,
) -> Array<T, D> {
    let mut y = Array::zeros(index.raw_dim());
    let lanes = y.lanes_mut(axis).into_iter().zip(index.lanes(axis));
    for ((mut y, index), x) in lanes.zip(x.lanes(axis)) {
        y.zip_mut_with(&index, |y, &place| *y = x[place]);
    }
    y
}

/// Adds to the elements at these places of each lane.
pub(super) fn scatter<T: Scalar, D: Dimension>(
    target: &mut ArrayRef<T, D>,
    index: &ArrayRef<usize, D>,
    source: &ArrayRef<T, D>,
    axis: Axis,
) {
    let lanes = target.lanes_mut(axis).into_iter().zip(index.lanes(axis));
    for ((mut target, index), source) in lanes.zip(source.lanes(axis)) {
        for (&place, &value) in index.iter().zip(source) {
            target[place] += value;
        }
    }
}

operation! {
    /// The elements of `x` at these points.
    ///
    /// # Panics
    ///
    /// If a point is outside of `x`.
    ///
    /// ```
    /// use autodiff_core::ops::gather_nd;
    /// use ndarray::array;
    /// let x = array![[1.0, 2.0], [3.0, 4.0]];
    /// assert_eq!(gather_nd(&x, &[[1, 0], [0, 1], [1, 0]]), array![3.0, 2.0, 3.0]);
    /// ```
    pub fn gather_nd[T: Scalar, D: Dimension + 'static, I: NdIndex<D> + Copy + Differentiable](x: &ArrayRef<T, D>, points: &[I]) -> Array<T, ndarray::Ix1> {
        let find = |&point: &I| match x.get(point) {
            Some(&element) => element,
            None => panic!("gather_nd: {point:?} is out of bounds for an array of shape {:?}", x.shape()),
        };
        (points.iter().map(find).collect(), ())
    }
    backward(() in (), y_bar) {
        0 x in x_bar => {
            for (&point, &y_bar) in points.iter().zip(&y_bar) {
                x_bar[point] += y_bar;
            }
        };
    }
}
