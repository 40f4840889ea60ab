//! Arrays joined to larger ones.

use ndarray::{Array, Array2, ArrayRef1, ArrayView, Axis, Dimension, RemoveAxis, Slice};

use super::operation::operation;
use crate::rules::dot::AsArray;
use crate::{Differentiable, Scalar};

/// A part of a joined array: an array, a view, or a reference to one.
pub trait Part:
    AsArray<Elem: Scalar, Dim: 'static>
    + Differentiable<Cotangent = Array<<Self as AsArray>::Elem, <Self as AsArray>::Dim>>
{
}

impl<P> Part for P where
    P: AsArray<Elem: Scalar, Dim: 'static>
        + Differentiable<Cotangent = Array<<P as AsArray>::Elem, <P as AsArray>::Dim>>
{
}

type Joined<P> = Array<<P as AsArray>::Elem, <P as AsArray>::Dim>;
type Stacked<P> = Array<<P as AsArray>::Elem, <<P as AsArray>::Dim as Dimension>::Larger>;

operation! {
    /// The arrays of a list one behind the other along `axis`, as [`ndarray::concatenate()`] puts them: for
    /// lists that aren't written in place.
    ///
    /// # Panics
    ///
    /// If there are no parts, they have no such axis, or their shapes differ along another one.
    ///
    /// ```
    /// use autodiff_core::ops::concatenate_all;
    /// use ndarray::{Axis, array};
    /// let (a, b) = (array![[1.0, 2.0]], array![[3.0, 4.0], [5.0, 6.0]]);
    /// assert_eq!(concatenate_all(Axis(0), &[&a, &b]), array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    /// ```
    pub fn concatenate_all[P: Part<Dim: RemoveAxis>](axis: Axis, parts: &[P]) -> Joined<P> {
        let views: Vec<ArrayView<'_, P::Elem, P::Dim>> = parts.iter().map(|part| part.as_array().view()).collect();
        (ndarray::concatenate(axis, &views).unwrap_or_else(|e| cannot_join("concatenate_all", axis, parts, &e)), ())
    }
    backward(() in (), y_bar) {
        1 parts => {
            let mut end = 0;
            let part = |part: &P| {
                let start = end;
                end += part.as_array().len_of(axis);
                y_bar.slice_axis(axis, Slice::from(start..end)).to_owned()
            };
            parts.iter().map(part).collect::<Vec<_>>()
        };
    }
}

operation! {
    /// The arrays of a list, all of one shape, along a new axis, as [`ndarray::stack()`] puts them: for lists
    /// that aren't written in place.
    ///
    /// # Panics
    ///
    /// If there are no parts, their shapes differ, or the result wouldn't have such an axis.
    ///
    /// ```
    /// use autodiff_core::ops::stack_all;
    /// use ndarray::{Axis, array};
    /// let (a, b) = (array![1.0, 2.0], array![3.0, 4.0]);
    /// assert_eq!(stack_all(Axis(0), &[&a, &b]), array![[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(stack_all(Axis(1), &[&a, &b]), array![[1.0, 3.0], [2.0, 4.0]]);
    /// ```
    pub fn stack_all[P: Part<Dim: Dimension<Larger: RemoveAxis<Smaller = P::Dim> + 'static>>](axis: Axis, parts: &[P]) -> Stacked<P> {
        let views: Vec<ArrayView<'_, P::Elem, P::Dim>> = parts.iter().map(|part| part.as_array().view()).collect();
        (ndarray::stack(axis, &views).unwrap_or_else(|e| cannot_join("stack_all", axis, parts, &e)), ())
    }
    backward(() in (), y_bar) {
        1 parts => y_bar.axis_iter(axis).map(|part| part.to_owned()).collect::<Vec<_>>();
    }
}

#[cold]
#[track_caller]
fn cannot_join<P: AsArray>(
    operation: &str,
    axis: Axis,
    parts: &[P],
    error: &ndarray::ShapeError,
) -> ! {
    let shapes: Vec<_> = parts.iter().map(|p| p.as_array().shape()).collect();
    panic!(
        "{operation}: arrays of shapes {shapes:?} can't be joined along axis {}: {error}",
        axis.index()
    )
}

operation! {
    /// The coordinates of a grid: `x[i, j] = a[i]` and `y[i, j] = b[j]`, both of shape
    /// `[a.len(), b.len()]`.
    ///
    /// ```
    /// use autodiff_core::ops::meshgrid;
    /// use ndarray::array;
    /// let (x, y) = meshgrid(&array![1.0, 2.0], &array![3.0, 4.0]);
    /// assert_eq!(x, array![[1.0, 1.0], [2.0, 2.0]]);
    /// assert_eq!(y, array![[3.0, 4.0], [3.0, 4.0]]);
    /// ```
    pub fn meshgrid[T: Scalar](a: &ArrayRef1<T>, b: &ArrayRef1<T>) -> (Array2<T>, Array2<T>) {
        let shape = (a.len(), b.len());
        ((
            Array2::from_shape_fn(shape, |(i, _)| a[i]),
            Array2::from_shape_fn(shape, |(_, j)| b[j]),
        ), ())
    }
    backward(() in (), y_bar) {
        0 a => y_bar.0.sum_axis(Axis(1));
        1 b => y_bar.1.sum_axis(Axis(0));
    }
}
