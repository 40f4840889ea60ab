//! Arrays with the same elements in another order or shape, and parts of arrays: the pullback puts
//! the cotangents back where the elements came from. `shape` is that of the receiver.

#![allow(
    clippy::needless_pass_by_value,
    reason = "arguments come as they were given to the method"
)]
#![allow(non_snake_case, reason = "a rule is named after its method")]

use ndarray::{
    Array, ArrayRef, Axis, Dimension, IntoDimension, Ix1, IxDyn, RemoveAxis, Slice, SliceArg, s,
};

use super::broadcast::Reduce;
use crate::{ArrayShape, Scalar};

/// The elements of `y_bar`, in logical order, in another shape.
fn reshaped<A: Scalar, D: Dimension, E: Dimension>(
    method: &str,
    shape: &ArrayShape<D>,
    y_bar: &ArrayRef<A, E>,
) -> Array<A, D> {
    let elements = y_bar.iter().copied().collect();
    match Array::from_shape_vec(shape.0.clone(), elements) {
        Ok(x_bar) => x_bar,
        Err(_) => panic!(
            "{method}: a cotangent of shape {:?} for an array of shape {:?}",
            y_bar.shape(),
            shape.0.slice()
        ),
    }
}

macro_rules! reshaping {
    ($($method:ident: $vjp:ident($($T:ty),*) $y_bar:ty;)*) => {$(
        #[doc = concat!("The pullback of `", stringify!($method), "`.")]
        pub fn $vjp<A: Scalar, D: Dimension>(
            shape: &ArrayShape<D>,
            $(_: $T,)*
            y_bar: &ArrayRef<A, $y_bar>,
        ) -> Array<A, D> {
            reshaped(stringify!($method), shape, y_bar)
        }
    )*};
}

reshaping! {
    insert_axis: insert_axis_vjp(Axis) D::Larger;
    into_dyn: into_dyn_vjp() IxDyn;
    into_flat: into_flat_vjp() Ix1;
    flatten: flatten_vjp() Ix1;
    as_standard_layout: as_standard_layout_vjp() D;
}

/// The pullback of `into_dimensionality`.
pub fn into_dimensionality_vjp<A: Scalar, D: Dimension, E: Dimension>(
    shape: &ArrayShape<D>,
    y_bar: &ArrayRef<A, E>,
) -> Array<A, D> {
    reshaped("into_dimensionality", shape, y_bar)
}

macro_rules! to_new_shape {
    ($($method:ident: $vjp:ident;)*) => {$(
        #[doc = concat!("The pullback of `", stringify!($method), "`.")]
        pub fn $vjp<A: Scalar, D: Dimension, E: Dimension, S>(
            shape: &ArrayShape<D>,
            _: S,
            y_bar: &ArrayRef<A, E>,
        ) -> Array<A, D> {
            reshaped(stringify!($method), shape, y_bar)
        }
    )*};
}

to_new_shape! {
    to_shape: to_shape_vjp;
    into_shape_with_order: into_shape_with_order_vjp;
    into_shape_clone: into_shape_clone_vjp;
}

/// The pullback of `broadcast`: a sum over the axes that were repeated.
pub fn broadcast_vjp<A: Scalar, D: Dimension + 'static, E: Dimension, S>(
    shape: &ArrayShape<D>,
    _: S,
    y_bar: &ArrayRef<A, E>,
) -> Array<A, D> {
    y_bar.to_owned().reduce(shape)
}

/// The pullback of `reversed_axes`.
pub fn reversed_axes_vjp<A: Scalar, D: Dimension>(
    _: &ArrayShape<D>,
    y_bar: &ArrayRef<A, D>,
) -> Array<A, D> {
    y_bar.t().to_owned()
}

/// The pullback of `permuted_axes`.
pub fn permuted_axes_vjp<A: Scalar, D: Dimension>(
    _: &ArrayShape<D>,
    axes: impl IntoDimension<Dim = D>,
    y_bar: &ArrayRef<A, D>,
) -> Array<A, D> {
    let axes = axes.into_dimension();
    let mut inverse = D::zeros(axes.ndim());
    for (to, &from) in axes.slice().iter().enumerate() {
        inverse[from] = to;
    }
    y_bar.view().permuted_axes(inverse).to_owned()
}

/// The pullback of an exchange of two axes.
pub fn with_axes_swapped___vjp<A: Scalar, D: Dimension>(
    _: &ArrayShape<D>,
    a: usize,
    b: usize,
    y_bar: &ArrayRef<A, D>,
) -> Array<A, D> {
    y_bar.to_owned().with_axes_swapped__(a, b)
}

/// The pullback of a reversal along an axis.
pub fn with_axis_inverted___vjp<A: Scalar, D: Dimension>(
    _: &ArrayShape<D>,
    axis: Axis,
    y_bar: &ArrayRef<A, D>,
) -> Array<A, D> {
    y_bar.to_owned().with_axis_inverted__(axis)
}

/// What stands in the place of statements that turn an array around.
pub trait Turns: Sized {
    /// `self.swap_axes(a, b)`, as a value.
    #[must_use]
    fn with_axes_swapped__(self, a: usize, b: usize) -> Self;
    /// `self.invert_axis(axis)`, as a value.
    #[must_use]
    fn with_axis_inverted__(self, axis: Axis) -> Self;
}

impl<A, D: Dimension> Turns for Array<A, D> {
    fn with_axes_swapped__(mut self, a: usize, b: usize) -> Self {
        self.swap_axes(a, b);
        self
    }
    fn with_axis_inverted__(mut self, axis: Axis) -> Self {
        self.invert_axis(axis);
        self
    }
}

/// The pullback of `remove_axis`, which leaves the first of what lies along the axis.
pub fn remove_axis_vjp<A: Scalar, D: RemoveAxis>(
    shape: &ArrayShape<D>,
    axis: Axis,
    y_bar: &ArrayRef<A, D::Smaller>,
) -> Array<A, D> {
    index_axis_move_vjp(shape, axis, 0, y_bar)
}

/// The pullback of `index_axis_move`.
pub fn index_axis_move_vjp<A: Scalar, D: RemoveAxis>(
    shape: &ArrayShape<D>,
    axis: Axis,
    index: usize,
    y_bar: &ArrayRef<A, D::Smaller>,
) -> Array<A, D> {
    let mut x_bar = Array::zeros(shape.0.clone());
    x_bar.index_axis_mut(axis, index).assign(y_bar);
    x_bar
}

/// The pullback of `slice_move`.
pub fn slice_move_vjp<A: Scalar, D: Dimension, I: SliceArg<D>>(
    shape: &ArrayShape<D>,
    info: I,
    y_bar: &ArrayRef<A, I::OutDim>,
) -> Array<A, D> {
    let mut x_bar = Array::zeros(shape.0.clone());
    x_bar.slice_mut(info).assign(y_bar);
    x_bar
}

/// The pullback of `slice_axis_move`.
pub fn slice_axis_move_vjp<A: Scalar, D: Dimension>(
    shape: &ArrayShape<D>,
    axis: Axis,
    indices: Slice,
    y_bar: &ArrayRef<A, D>,
) -> Array<A, D> {
    let mut x_bar = Array::zeros(shape.0.clone());
    x_bar.slice_axis_mut(axis, indices).assign(y_bar);
    x_bar
}

/// The pullback of `into_diag`.
pub fn into_diag_vjp<A: Scalar, D: Dimension>(
    shape: &ArrayShape<D>,
    y_bar: &ArrayRef<A, Ix1>,
) -> Array<A, D> {
    let mut x_bar = Array::zeros(shape.0.clone());
    x_bar.diag_mut().assign(y_bar);
    x_bar
}

/// The pullback of `select`: an index that comes twice adds twice.
pub fn select_vjp<A: Scalar, D: RemoveAxis>(
    shape: &ArrayShape<D>,
    axis: Axis,
    indices: &[usize],
    y_bar: &ArrayRef<A, D>,
) -> Array<A, D> {
    let mut x_bar = Array::zeros(shape.0.clone());
    for (&to, from) in indices.iter().zip(y_bar.axis_iter(axis)) {
        let mut part = x_bar.index_axis_mut(axis, to);
        part += &from;
    }
    x_bar
}

/// The pullback of `triu`.
pub fn triu_vjp<A: Scalar, D: Dimension>(
    _: &ArrayShape<D>,
    k: isize,
    y_bar: &ArrayRef<A, D>,
) -> Array<A, D>
where
    ArrayRef<A, D>: Triangles<A, D>,
{
    y_bar.upper__(k)
}

/// The pullback of `tril`.
pub fn tril_vjp<A: Scalar, D: Dimension>(
    _: &ArrayShape<D>,
    k: isize,
    y_bar: &ArrayRef<A, D>,
) -> Array<A, D>
where
    ArrayRef<A, D>: Triangles<A, D>,
{
    y_bar.lower__(k)
}

/// `triu` and `tril`, whose bounds on dimensions are long.
pub trait Triangles<A, D> {
    /// `triu(k)`
    fn upper__(&self, k: isize) -> Array<A, D>;
    /// `tril(k)`
    fn lower__(&self, k: isize) -> Array<A, D>;
}

macro_rules! triangles {
    ($($D:ident)*) => {$(
        impl<A: Scalar> Triangles<A, ndarray::$D> for ArrayRef<A, ndarray::$D> {
            fn upper__(&self, k: isize) -> Array<A, ndarray::$D> {
                self.triu(k)
            }
            fn lower__(&self, k: isize) -> Array<A, ndarray::$D> {
                self.tril(k)
            }
        }
    )*};
}

triangles!(Ix0 Ix1 Ix2 Ix3 Ix4 Ix5 Ix6 IxDyn);

/// The pullback of `diff`: differences of differences, `n` times, undone one by one.
pub fn diff_vjp<A: Scalar, D: Dimension>(
    _: &ArrayShape<D>,
    n: usize,
    axis: Axis,
    y_bar: &ArrayRef<A, D>,
) -> Array<A, D> {
    let mut bar = y_bar.to_owned();
    for _ in 0..n {
        let mut dim = bar.raw_dim();
        let length = dim[axis.index()];
        dim[axis.index()] = length + 1;
        let mut wider = Array::zeros(dim);
        // yᵢ = xᵢ₊₁ − xᵢ
        for (mut to, from) in wider.lanes_mut(axis).into_iter().zip(bar.lanes(axis)) {
            let mut later = to.slice_mut(s![1..]);
            later += &from;
            let mut sooner = to.slice_mut(s![..length]);
            sooner -= &from;
        }
        bar = wider;
    }
    bar
}
