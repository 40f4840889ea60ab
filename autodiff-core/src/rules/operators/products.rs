//! `a * b`, `a / b` and `a % b` on numbers and arrays: the pullbacks read the operands.

use std::ops;

use super::{BarOf, Builtin, Multiplicative, op};
use crate::rules::broadcast::{Pointwise, Reduce};
use crate::rules::elementary::rem_vjp;
use crate::{Cotangent, Differentiable, Scalar};

macro_rules! multiplicative {
    ($($Op:ident |$a:ident, $b:ident, $y_bar:ident| $left:expr, $right:expr;)*) => {$(
        impl<A, B> Multiplicative<op::$Op, B> for A
        where
            A: Builtin + Differentiable + ops::$Op<B>,
            B: Builtin + Differentiable,
            A::Output: Differentiable,
            BarOf<A::Output>: Pointwise<A> + Pointwise<B> + Reduce<A::Shape> + Reduce<B::Shape>,
            <BarOf<A::Output> as Reduce<A::Shape>>::Output: Cotangent,
            <BarOf<A::Output> as Reduce<B::Shape>>::Output: Cotangent,
        {
            type Bar = BarOf<A::Output>;
            type LeftBar = <BarOf<A::Output> as Reduce<A::Shape>>::Output;
            type RightBar = <BarOf<A::Output> as Reduce<B::Shape>>::Output;
            #[inline(always)]
            fn pullback(
                &self,
                $b: &B,
                $y_bar: Self::Bar,
                wants: (bool, bool),
            ) -> (Self::LeftBar, Self::RightBar) {
                let $a = self;
                let left = if wants.0 { $left.reduce(&$a.cotangent_shape()) } else { Cotangent::zero() };
                let right = if wants.1 { $right.reduce(&$b.cotangent_shape()) } else { Cotangent::zero() };
                (left, right)
            }
        }
    )*};
}

multiplicative! {
    Mul |a, b, y_bar| y_bar.times(b), y_bar.times(a);
    Div |a, b, y_bar| y_bar.over(b), negated(y_bar.times(a).into_over(b).into_over(b));
}

#[inline(always)]
pub(super) fn negated<C: Cotangent>(bar: C) -> C {
    bar.negated()
}

/// A number, or a reference to one.
pub trait Number {
    /// The number's type.
    type Value;
    /// The number itself.
    fn number(&self) -> Self::Value;
}

macro_rules! number {
    ($($T:ty)*) => {$(
        impl Number for $T {
            type Value = Self;
            #[inline(always)]
            fn number(&self) -> Self {
                *self
            }
        }
    )*};
}

number!(f64 f32);

impl<T: Number> Number for &T {
    type Value = T::Value;
    #[inline(always)]
    fn number(&self) -> T::Value {
        (**self).number()
    }
}

impl<A, B, T> Multiplicative<op::Rem, B> for A
where
    A: Number<Value = T>,
    B: Number<Value = T>,
    T: Scalar,
{
    type Bar = T;
    type LeftBar = T;
    type RightBar = T;
    #[inline(always)]
    fn pullback(&self, rhs: &B, y_bar: T, _: (bool, bool)) -> (T, T) {
        rem_vjp(self.number(), rhs.number(), y_bar)
    }
}

macro_rules! integers {
    ($($T:ty)*) => {$(
        impl Multiplicative<op::Rem, $T> for $T {
            type Bar = ();
            type LeftBar = ();
            type RightBar = ();
            #[inline(always)]
            fn pullback(&self, _: &$T, (): (), _: (bool, bool)) -> ((), ()) {
                ((), ())
            }
        }
    )*};
}

integers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
