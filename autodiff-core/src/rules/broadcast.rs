//! The cotangents of `+ - * /` where an operand may be broadcast: a scalar against an array, a row
//! against a matrix. Works alike for plain scalars, so that the macro needn't know the types.

use ndarray::{Array, ArrayBase, ArrayD, ArrayRef, ArrayView, Axis, Data, Dimension, Zip};

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

/// `y_bar * b` in the memory of `y_bar`, which isn't read again.
#[inline(always)]
pub fn times_into<Y: Pointwise<B>, B: ?Sized>(y_bar: Y, b: &B) -> Y {
    y_bar.times_into(b)
}

/// `y_bar / b` in the memory of `y_bar`, which isn't read again.
#[inline(always)]
pub fn over_into<Y: Pointwise<B>, B: ?Sized>(y_bar: Y, b: &B) -> Y {
    y_bar.over_into(b)
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
    /// `self * b`
    #[must_use]
    fn times_into(self, b: &B) -> Self;
    /// `self / b`
    #[must_use]
    fn over_into(self, b: &B) -> Self;
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
    fn times_into(self, _: &B) {}
    #[inline(always)]
    fn over_into(self, _: &B) {}
}

/// Operands behind up to three references, since which of them the user wrote doesn't matter. (One
/// rule for all `&B` isn't possible: a reference might be a scalar itself, for all that coherence
/// knows.)
macro_rules! through_references {
    ($(($($generics:tt)*) $Y:ty, $B:ty, $by_reference:ident, $in_place:ident;)*) => {$(
        through_references!(@ ($($generics)*) $Y, $B, $by_reference, $in_place);
        through_references!(@ ($($generics)*) $Y, &$B, $by_reference, $in_place);
        through_references!(@ ($($generics)*) $Y, &&$B, $by_reference, $in_place);
        through_references!(@ ($($generics)*) $Y, &&&$B, $by_reference, $in_place);
    )*};
    (@ ($($generics:tt)*) $Y:ty, $B:ty, $by_reference:ident, $in_place:ident) => {
        impl<$($generics)*> Pointwise<$B> for $Y {
            #[inline(always)]
            fn times(&self, b: &$B) -> Self {
                $by_reference("times", self, b, |y, b| y * b)
            }
            #[inline(always)]
            fn over(&self, b: &$B) -> Self {
                $by_reference("over", self, b, |y, b| y / b)
            }
            #[inline(always)]
            fn times_into(self, b: &$B) -> Self {
                $in_place("times", self, b, |y, b| y * b)
            }
            #[inline(always)]
            fn over_into(self, b: &$B) -> Self {
                $in_place("over", self, b, |y, b| y / b)
            }
        }
    };
}

through_references! {
    (A: Scalar) A, A, scalars, scalars_into;
    (A: Scalar, D: Dimension) Array<A, D>, A, scaled, scaled_into;
    (A: Scalar, D: Dimension, S: Data<Elem = A>, E: Dimension) Array<A, D>, ArrayBase<S, E>,
        zipped, zipped_into;
    (A: Scalar, D: Dimension, E: Dimension) Array<A, D>, ArrayRef<A, E>, zipped, zipped_into;
}

#[inline(always)]
fn scalars<A: Scalar>(_: &str, y_bar: &A, b: &A, op: impl Fn(A, A) -> A) -> A {
    op(*y_bar, *b)
}

#[inline(always)]
fn scalars_into<A: Scalar>(_: &str, y_bar: A, b: &A, op: impl Fn(A, A) -> A) -> A {
    op(y_bar, *b)
}

fn scaled<A: Scalar, D: Dimension>(
    _: &str,
    y_bar: &Array<A, D>,
    b: &A,
    op: impl Fn(A, A) -> A,
) -> Array<A, D> {
    y_bar.mapv(|y_bar| op(y_bar, *b))
}

fn scaled_into<A: Scalar, D: Dimension>(
    _: &str,
    y_bar: Array<A, D>,
    b: &A,
    op: impl Fn(A, A) -> A,
) -> Array<A, D> {
    y_bar.mapv_into(|y_bar| op(y_bar, *b))
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
    let b = broadcast(name, y_bar.raw_dim(), b);
    Zip::from(y_bar)
        .and(&b)
        .map_collect(|&y_bar, &b| op(y_bar, b))
}

fn zipped_into<A: Scalar, D: Dimension, E: Dimension>(
    name: &str,
    mut y_bar: Array<A, D>,
    b: &ArrayRef<A, E>,
    op: impl Fn(A, A) -> A,
) -> Array<A, D> {
    if !y_bar.is_empty() {
        let b = broadcast(name, y_bar.raw_dim(), b);
        Zip::from(&mut y_bar)
            .and(&b)
            .for_each(|y_bar, &b| *y_bar = op(*y_bar, b));
    }
    y_bar
}

fn broadcast<'b, A, D: Dimension, E: Dimension>(
    name: &str,
    to: D,
    b: &'b ArrayRef<A, E>,
) -> ArrayView<'b, A, D> {
    match b.broadcast(to.clone()) {
        Some(b) => b,
        None => panic!(
            "{name}: an operand of shape {:?} doesn't broadcast to a cotangent of shape {:?}",
            b.shape(),
            to.slice()
        ),
    }
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

#[cfg(test)]
mod tests {
    use super::{over, over_into, times, times_into};
    use ndarray::{Array1, Array2, array};

    #[test]
    fn in_place_or_not_the_result_is_the_same() {
        let y_bar = array![[1.0, -2.0, 4.0], [0.5, 8.0, -1.0]];
        let row = array![2.0, 4.0, -0.5];
        let all = &y_bar.t().to_owned().reversed_axes() * 3.0;
        assert_eq!(times_into(y_bar.clone(), &2.0), times(&y_bar, &2.0));
        assert_eq!(over_into(y_bar.clone(), &2.0), over(&y_bar, &2.0));
        assert_eq!(times_into(y_bar.clone(), &row), times(&y_bar, &row));
        assert_eq!(over_into(y_bar.clone(), &&row), over(&y_bar, &&row));
        assert_eq!(times_into(y_bar.clone(), &all), times(&y_bar, &all));
        assert_eq!(times_into(3.0, &2.0), 6.0);
    }

    #[test]
    fn a_cotangent_without_elements_stays() {
        let zero = Array1::<f64>::zeros(0);
        assert_eq!(times_into(zero.clone(), &array![1.0, 2.0]), zero);
        let zero = Array2::<f64>::zeros((0, 0));
        assert_eq!(over_into(zero.clone(), &array![1.0, 2.0]), zero);
    }

    #[test]
    #[should_panic(expected = "an operand of shape [2] doesn't broadcast")]
    fn what_does_not_broadcast_panics() {
        let _ = times_into(array![1.0, 2.0, 3.0], &array![1.0, 2.0]);
    }
}
