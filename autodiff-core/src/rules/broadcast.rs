//! The cotangents of `+ - * /` where an operand may be broadcast: a scalar against an array, a row
//! against a matrix. Works alike for plain scalars, so that the macro needn't know the types.

use ndarray::{Array, ArrayBase, ArrayD, ArrayRef, ArrayView, Axis, Data, Dimension, Zip};

use crate::accumulate::AccumulateInto;
use crate::{ArrayShape, Cotangent, Scalar, pool};

/// `y_bar * b`, where `b` is broadcast to the shape of `y_bar`.
#[inline(always)]
pub fn times<Y: Pointwise<B>, B: ?Sized>(y_bar: &Y, b: &B) -> Y {
    y_bar.times(b)
}

/// `y_bar / b`, where `b` is broadcast to the shape of `y_bar`.
#[inline(always)]
pub fn over<Y: Pointwise<B>, B: ?Sized>(y_bar: &Y, b: &B) -> Y {
    y_bar.over(b)
}

/// [`times`], in place.
#[inline(always)]
pub fn into_times<Y: Pointwise<B>, B: ?Sized>(y_bar: Y, b: &B) -> Y {
    y_bar.into_times(b)
}

/// [`over`], in place.
#[inline(always)]
pub fn into_over<Y: Pointwise<B>, B: ?Sized>(y_bar: Y, b: &B) -> Y {
    y_bar.into_over(b)
}

/// Adds `y_bar` to the cotangent of an operand of shape `shape`: summed over the axes along which
/// the operand was broadcast, moved if there are none.
#[inline(always)]
pub fn reduce_into<Target, Y, S>(target: Target, y_bar: Y, shape: &S)
where
    Y: Reduce<S>,
    Y::Output: AccumulateInto<Target>,
{
    y_bar.reduce(shape).accumulate_into(target);
}

/// A cotangent that can be multiplied elementwise with the values of an operand.
#[diagnostic::on_unimplemented(
    message = "no derivative rule for an operator between `{B}` and an operand of the result's cotangent type `{Self}`",
    label = "this operation has no rule"
)]
pub trait Pointwise<B: ?Sized>: Sized {
    /// `self * b`
    #[must_use]
    fn times(&self, b: &B) -> Self;
    /// `self / b`
    #[must_use]
    fn over(&self, b: &B) -> Self;
    /// `self * b`, in the memory of `self`.
    #[must_use]
    fn into_times(self, b: &B) -> Self;
    /// `self / b`, in the memory of `self`.
    #[must_use]
    fn into_over(self, b: &B) -> Self;
}

/// A cotangent that can be summed to the shape of a broadcast operand.
#[diagnostic::on_unimplemented(
    message = "a cotangent of type `{Self}` can't be reduced to an operand of shape `{S}`"
)]
pub trait Reduce<S> {
    /// The cotangent of the operand.
    type Output;
    /// Sums over the axes along which an operand of this shape was broadcast.
    fn reduce(self, shape: &S) -> Self::Output;
}

/// Values without derivatives: integers, strings.
impl<B: ?Sized> Pointwise<B> for () {
    #[inline(always)]
    fn times(&self, _: &B) {}
    #[inline(always)]
    fn over(&self, _: &B) {}
    #[inline(always)]
    fn into_times(self, _: &B) {}
    #[inline(always)]
    fn into_over(self, _: &B) {}
}

/// Operands behind up to three references, since which of them the user wrote doesn't matter. (One
/// rule for all `&B` isn't possible: a reference might be a scalar itself, for all that coherence
/// knows.)
macro_rules! through_references {
    ($(($($generics:tt)*) $Y:ty, $B:ty, $lent:ident, $owned:ident;)*) => {$(
        through_references!(@ ($($generics)*) $Y, $B, $lent, $owned);
        through_references!(@ ($($generics)*) $Y, &$B, $lent, $owned);
        through_references!(@ ($($generics)*) $Y, &&$B, $lent, $owned);
        through_references!(@ ($($generics)*) $Y, &&&$B, $lent, $owned);
    )*};
    (@ ($($generics:tt)*) $Y:ty, $B:ty, $lent:ident, $owned:ident) => {
        impl<$($generics)*> Pointwise<$B> for $Y {
            #[inline(always)]
            fn times(&self, b: &$B) -> Self {
                $lent("times", self, b, |y, b| y * b)
            }
            #[inline(always)]
            fn over(&self, b: &$B) -> Self {
                $lent("over", self, b, |y, b| y / b)
            }
            #[inline(always)]
            fn into_times(self, b: &$B) -> Self {
                $owned("times", self, b, |y, b| y * b)
            }
            #[inline(always)]
            fn into_over(self, b: &$B) -> Self {
                $owned("over", self, b, |y, b| y / b)
            }
        }
    };
}

through_references! {
    (A: Scalar) A, A, scalars, scalars_of;
    (A: Scalar, D: Dimension) Array<A, D>, A, scaled, scaled_in_place;
    (A: Scalar, D: Dimension, S: Data<Elem = A>, E: Dimension) Array<A, D>, ArrayBase<S, E>, zipped, zipped_in_place;
    (A: Scalar, D: Dimension, E: Dimension) Array<A, D>, ArrayRef<A, E>, zipped, zipped_in_place;
}

#[inline(always)]
fn scalars<A: Scalar>(_: &str, y_bar: &A, b: &A, op: impl Fn(A, A) -> A) -> A {
    op(*y_bar, *b)
}

#[inline(always)]
fn scalars_of<A: Scalar>(_: &str, y_bar: A, b: &A, op: impl Fn(A, A) -> A) -> A {
    op(y_bar, *b)
}

fn scaled_in_place<A: Scalar, D: Dimension>(
    _: &str,
    mut y_bar: Array<A, D>,
    b: &A,
    op: impl Fn(A, A) -> A,
) -> Array<A, D> {
    y_bar.mapv_inplace(|y_bar| op(y_bar, *b));
    y_bar
}

fn scaled<A: Scalar, D: Dimension>(
    _: &str,
    y_bar: &Array<A, D>,
    b: &A,
    op: impl Fn(A, A) -> A,
) -> Array<A, D> {
    let Some(elements) = y_bar.as_slice() else {
        return y_bar.mapv(|y_bar| op(y_bar, *b));
    };
    pooled(y_bar.raw_dim(), elements.iter().map(|y_bar| op(*y_bar, *b)))
}

/// An array of this shape, of elements in row-major order.
fn pooled<A: Scalar, D: Dimension>(
    shape: D,
    elements: impl ExactSizeIterator<Item = A>,
) -> Array<A, D> {
    let mut buffer = pool::with_room(elements.len());
    buffer.extend(elements);
    Array::from_shape_vec(shape, buffer).expect("one for each element")
}

/// A `y_bar` without elements stays as it is: it is zero, or the result was empty.
fn zipped<A: Scalar, D: Dimension, E: Dimension>(
    name: &str,
    y_bar: &Array<A, D>,
    b: &ArrayRef<A, E>,
    op: impl Fn(A, A) -> A,
) -> Array<A, D> {
    if y_bar.is_empty() {
        return y_bar.clone();
    }
    let b = broadcast(name, y_bar, b);
    if let (Some(y_bars), Some(elements)) = (y_bar.as_slice(), b.as_slice()) {
        let pairs = y_bars.iter().zip(elements);
        return pooled(y_bar.raw_dim(), pairs.map(|(y_bar, b)| op(*y_bar, *b)));
    }
    Zip::from(y_bar)
        .and(&b)
        .map_collect(|&y_bar, &b| op(y_bar, b))
}

fn zipped_in_place<A: Scalar, D: Dimension, E: Dimension>(
    name: &str,
    mut y_bar: Array<A, D>,
    b: &ArrayRef<A, E>,
    op: impl Fn(A, A) -> A,
) -> Array<A, D> {
    if !y_bar.is_empty() {
        let b = broadcast(name, &y_bar, b);
        y_bar.zip_mut_with(&b, |y_bar, b| *y_bar = op(*y_bar, *b));
    }
    y_bar
}

fn broadcast<'b, A: Scalar, D: Dimension, E: Dimension>(
    name: &str,
    y_bar: &Array<A, D>,
    b: &'b ArrayRef<A, E>,
) -> ArrayView<'b, A, D> {
    b.broadcast(y_bar.raw_dim()).unwrap_or_else(|| {
        panic!(
            "{name}: an operand of shape {:?} doesn't broadcast to a cotangent of shape {:?}",
            b.shape(),
            y_bar.shape()
        )
    })
}

impl Reduce<()> for () {
    type Output = ();
    #[inline(always)]
    fn reduce(self, (): &()) {}
}

impl<A: Scalar> Reduce<()> for A {
    type Output = A;
    #[inline(always)]
    fn reduce(self, (): &()) -> A {
        self
    }
}

impl<A: Scalar, D: Dimension> Reduce<()> for Array<A, D> {
    type Output = A;
    fn reduce(self, (): &()) -> A {
        self.sum()
    }
}

impl<A: Scalar, E: Dimension, D: Dimension + 'static> Reduce<ArrayShape<D>> for Array<A, E> {
    type Output = Array<A, D>;
    fn reduce(self, shape: &ArrayShape<D>) -> Array<A, D> {
        let to = shape.0.slice();
        if self.is_empty() {
            return Cotangent::zero();
        }
        if self.shape() != to {
            return sum_to(self.into_dyn(), to)
                .into_dimensionality()
                .expect("`sum_to` gives the shape");
        }
        self.into_dimensionality().expect("the shapes are equal")
    }
}

/// Sums over the leading axes that an operand of shape `to` lacks, and over those that it has with
/// length one.
fn sum_to<A: Scalar>(mut y_bar: ArrayD<A>, to: &[usize]) -> ArrayD<A> {
    let from = y_bar.shape().to_vec();
    while y_bar.ndim() > to.len() {
        y_bar = y_bar.sum_axis(Axis(0));
    }
    for (axis, &length) in to.iter().enumerate() {
        if length == 1 && y_bar.shape().get(axis).is_some_and(|&found| found != 1) {
            y_bar = y_bar.sum_axis(Axis(axis)).insert_axis(Axis(axis));
        }
    }
    assert!(
        y_bar.shape() == to,
        "reduce: a cotangent of shape {from:?} can't be that of an operand of shape {to:?} that was broadcast"
    );
    y_bar
}
