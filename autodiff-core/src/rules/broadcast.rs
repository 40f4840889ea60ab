//! The cotangents of `+ - * /` where an operand may be broadcast: a scalar against an array, a row
//! against a matrix. Works alike for plain scalars, so that the macro needn't know the types.

use ndarray::{Array, ArrayBase, ArrayD, ArrayRef, Axis, Data, Dimension, Zip};

use crate::accumulate::AccumulateInto;
use crate::{ArrayShape, Cotangent, Scalar};

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
}

/// Operands behind up to three references, since which of them the user wrote doesn't matter. (One
/// rule for all `&B` isn't possible: a reference might be a scalar itself, for all that coherence
/// knows.)
macro_rules! through_references {
    ($(($($generics:tt)*) $Y:ty, $B:ty, |$y_bar:ident, $b:ident| $times:expr, $over:expr;)*) => {$(
        through_references!(@ ($($generics)*) $Y, $B, |$y_bar, $b| $times, $over);
        through_references!(@ ($($generics)*) $Y, &$B, |$y_bar, $b| $times, $over);
        through_references!(@ ($($generics)*) $Y, &&$B, |$y_bar, $b| $times, $over);
        through_references!(@ ($($generics)*) $Y, &&&$B, |$y_bar, $b| $times, $over);
    )*};
    (@ ($($generics:tt)*) $Y:ty, $B:ty, |$y_bar:ident, $b:ident| $times:expr, $over:expr) => {
        impl<$($generics)*> Pointwise<$B> for $Y {
            #[inline(always)]
            fn times(&self, $b: &$B) -> Self {
                let $y_bar = self;
                $times
            }
            #[inline(always)]
            fn over(&self, $b: &$B) -> Self {
                let $y_bar = self;
                $over
            }
        }
    };
}

through_references! {
    (A: Scalar) A, A, |y_bar, b| scalars(y_bar, b, |y, b| y * b), scalars(y_bar, b, |y, b| y / b);
    (A: Scalar, D: Dimension) Array<A, D>, A,
        |y_bar, b| scaled(y_bar, b, |y, b| y * b), scaled(y_bar, b, |y, b| y / b);
    (A: Scalar, D: Dimension, S: Data<Elem = A>, E: Dimension) Array<A, D>, ArrayBase<S, E>,
        |y_bar, b| zipped("times", y_bar, b, |y, b| y * b), zipped("over", y_bar, b, |y, b| y / b);
    (A: Scalar, D: Dimension, E: Dimension) Array<A, D>, ArrayRef<A, E>,
        |y_bar, b| zipped("times", y_bar, b, |y, b| y * b), zipped("over", y_bar, b, |y, b| y / b);
}

#[inline(always)]
fn scalars<A: Scalar>(y_bar: &A, b: &A, op: impl Fn(A, A) -> A) -> A {
    op(*y_bar, *b)
}

fn scaled<A: Scalar, D: Dimension>(
    y_bar: &Array<A, D>,
    b: &A,
    op: impl Fn(A, A) -> A,
) -> Array<A, D> {
    y_bar.mapv(|y_bar| op(y_bar, *b))
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
    let Some(b) = b.broadcast(y_bar.raw_dim()) else {
        panic!(
            "{name}: an operand of shape {:?} doesn't broadcast to a cotangent of shape {:?}",
            b.shape(),
            y_bar.shape()
        )
    };
    Zip::from(y_bar)
        .and(&b)
        .map_collect(|&y_bar, &b| op(y_bar, b))
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
