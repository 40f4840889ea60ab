//! Sums, means and products over an array or one of its axes, and the reverse of a sum: filling.

#![allow(
    non_snake_case,
    reason = "`product__vjp_0` is the companion of `product`"
)]

use ndarray::{Array, ArrayRef, Axis, Dimension, RemoveAxis};

use crate::{ArrayShape, Cotangent, Scalar};

/// `x.sum()`: every element gets `y_bar`.
pub fn sum_vjp<S: Summed<A>, A>(shape: &S, y_bar: A) -> S::Output {
    shape.filled(y_bar)
}

/// The shape of what has a sum with a rule.
#[diagnostic::on_unimplemented(
    message = "this `sum` has no derivative rule: what it is called on is no array",
    label = "no array",
    note = "a method of a type of yours that is called `sum` is reached by `Type::sum(&x)`"
)]
pub trait Summed<A> {
    /// The cotangent of what is summed.
    type Output;
    /// `y_bar` for every element.
    fn filled(&self, y_bar: A) -> Self::Output;
}

impl<A: Scalar, D: Dimension> Summed<A> for ArrayShape<D> {
    type Output = Array<A, D>;
    #[inline]
    fn filled(&self, y_bar: A) -> Array<A, D> {
        Array::from_elem(self.0.clone(), y_bar)
    }
}

/// `x.mean()`, which is an option; `y_bar` may be that of the option or of the number in it.
pub fn mean_vjp<A: Scalar, D: Dimension + 'static>(
    shape: &ArrayShape<D>,
    y_bar: impl Into<Option<A>>,
) -> Array<A, D> {
    match y_bar.into() {
        Some(y_bar) => sum_vjp(shape, y_bar / length(shape.0.size())),
        None => Cotangent::zero(),
    }
}

/// `x.sum_axis(axis)`: `y_bar` is repeated along the axis.
pub fn sum_axis_vjp<A: Scalar, D: RemoveAxis + 'static>(
    shape: &ArrayShape<D>,
    axis: Axis,
    y_bar: &ArrayRef<A, D::Smaller>,
) -> Array<A, D> {
    if y_bar.is_empty() {
        return Cotangent::zero();
    }
    let y_bar = y_bar.view().insert_axis(axis);
    match y_bar.broadcast(shape.0.clone()) {
        Some(x_bar) => x_bar.to_owned(),
        None => panic!(
            "sum_axis: a cotangent of shape {:?} for an array of shape {:?} summed over {axis:?}",
            y_bar.shape(),
            shape.0.slice()
        ),
    }
}

/// `x.mean_axis(axis)`, which is an option; `y_bar` may be that of the option or of what is in it.
pub fn mean_axis_vjp<A: Scalar, D: RemoveAxis + 'static>(
    shape: &ArrayShape<D>,
    axis: Axis,
    y_bar: &impl MaybeArray<A, D::Smaller>,
) -> Array<A, D> {
    match y_bar.array() {
        Some(y_bar) => {
            let mut x_bar = sum_axis_vjp(shape, axis, y_bar);
            let scale = length::<A>(shape.0[axis.index()]);
            x_bar.mapv_inplace(|x_bar| x_bar / scale);
            x_bar
        }
        None => Cotangent::zero(),
    }
}

/// An array, or an option of one.
pub trait MaybeArray<A, D> {
    /// The array.
    fn array(&self) -> Option<&ArrayRef<A, D>>;
}

impl<A, D: Dimension> MaybeArray<A, D> for Array<A, D> {
    fn array(&self) -> Option<&ArrayRef<A, D>> {
        Some(self)
    }
}

impl<A, D: Dimension> MaybeArray<A, D> for Option<Array<A, D>> {
    fn array(&self) -> Option<&ArrayRef<A, D>> {
        self.as_deref()
    }
}

/// `Array::from_elem(shape, x)`: the element gets the sum of `y_bar`.
pub fn from_elem_vjp<A: Scalar, D: Dimension>(y_bar: &ArrayRef<A, D>) -> A {
    y_bar.sum()
}

/// `Array1::linspace(start, end, n)`: the cotangents of both ends.
pub fn linspace_vjp<A: Scalar>(y_bar: &ArrayRef<A, ndarray::Ix1>) -> (A, A) {
    let steps = length::<A>(y_bar.len().saturating_sub(1).max(1));
    let mut ends = (A::from_f64(0.0), A::from_f64(0.0));
    for (i, &y_bar) in y_bar.iter().enumerate() {
        let share = length::<A>(i) / steps;
        ends.0 += y_bar * (A::from_f64(1.0) - share);
        ends.1 += y_bar * share;
    }
    ends
}

/// The elements of an array in logical order.
pub fn elements<A: Scalar, D: Dimension>(array: Array<A, D>) -> Vec<A> {
    if array.is_standard_layout() {
        let len = array.len();
        let (mut elements, offset) = array.into_raw_vec_and_offset();
        elements.drain(..offset.unwrap_or(0));
        elements.truncate(len);
        return elements;
    }
    array.iter().copied().collect()
}

/// `length` in a row along an axis, from `start`.
pub fn stretch<A: Scalar, D: Dimension>(
    array: &ArrayRef<A, D>,
    axis: Axis,
    start: usize,
    length: usize,
) -> Array<A, D> {
    let part = array.slice_axis(axis, ndarray::Slice::from(start..start + length));
    part.to_owned()
}

/// `x.product()`: every element gets `y_bar` times the product of all others, which is right also
/// where elements are zero.
pub fn product_vjp<A: Scalar, D: Dimension>(x: &ArrayRef<A, D>, y_bar: A) -> Array<A, D> {
    let mut before = y_bar;
    let mut x_bar = Array::from_elem(x.raw_dim(), y_bar);
    for (x_bar, &x) in x_bar.iter_mut().zip(x) {
        *x_bar = before;
        before *= x;
    }
    let elements: Vec<A> = x.iter().copied().collect();
    let mut after = A::one();
    let standard = x_bar
        .as_slice_mut()
        .expect("a new array is in standard layout");
    for (x_bar, x) in standard.iter_mut().zip(elements).rev() {
        *x_bar *= after;
        after *= x;
    }
    x_bar
}

/// [`product_vjp`] as a method.
pub trait ProductRule<A, D> {
    /// The cotangent of the receiver of `product`.
    fn product__vjp_0(&self, y_bar: &A) -> Array<A, D>;
}

impl<A: Scalar, D: Dimension> ProductRule<A, D> for ArrayRef<A, D> {
    fn product__vjp_0(&self, y_bar: &A) -> Array<A, D> {
        product_vjp(self, *y_bar)
    }
}

/// A length as a number.
#[allow(clippy::cast_precision_loss, reason = "as `mean` itself rounds it")]
pub(crate) fn length<A: Scalar>(length: usize) -> A {
    A::from_f64(length as f64)
}
