//! `a + b`, `a - b` and `-a` on numbers and arrays: the pullbacks read shapes alone.

use std::marker::PhantomData;
use std::ops;

use super::{Additive, BarOf, BinaryResidual, Builtin, Negative, UnaryResidual, op};
use crate::rules::broadcast::Reduce;
use crate::{Cotangent, Differentiable, Storable, Tape};

/// The shapes of the operands of a sum with a cotangent `Y`.
#[derive(Debug)]
pub struct Shapes<Op, Y, A, B>(A, B, PhantomData<fn(Op, Y)>);

goes_as! {
    [Op: 'static, Y: 'static, A: Storable, B: Storable] Shapes<Op, Y, A, B>: (A, B),
    |residual| (residual.0, residual.1),
    |(left, right)| Self(left, right, PhantomData),
}

macro_rules! additive {
    ($($Op:ident |$right:ident| $sign:expr;)*) => {$(
        impl<A, B> Additive<op::$Op, B> for A
        where
            A: Builtin + Differentiable + ops::$Op<B>,
            B: Builtin + Differentiable,
            A::Output: Differentiable,
            Shapes<op::$Op, BarOf<A::Output>, A::Shape, B::Shape>: BinaryResidual,
        {
            type Residual = Shapes<op::$Op, BarOf<A::Output>, A::Shape, B::Shape>;
            #[inline(always)]
            fn residual(&self, rhs: &B) -> Self::Residual {
                Shapes(self.cotangent_shape(), rhs.cotangent_shape(), PhantomData)
            }
        }

        impl<Y, A, B> BinaryResidual for Shapes<op::$Op, Y, A, B>
        where
            Y: Clone + Reduce<A> + Reduce<B>,
            <Y as Reduce<A>>::Output: Cotangent,
            <Y as Reduce<B>>::Output: Cotangent,
        {
            type Bar = Y;
            type LeftBar = <Y as Reduce<A>>::Output;
            type RightBar = <Y as Reduce<B>>::Output;
            #[inline(always)]
            fn pullback(self, y_bar: Y, wants: (bool, bool)) -> (Self::LeftBar, Self::RightBar) {
                let Self(left, right, _) = self;
                match wants {
                    (true, false) => (y_bar.reduce(&left), Cotangent::zero()),
                    (false, _) => {
                        let $right: Self::RightBar = y_bar.reduce(&right);
                        (Cotangent::zero(), $sign)
                    }
                    (true, true) => {
                        let $right: Self::RightBar = y_bar.clone().reduce(&right);
                        (y_bar.reduce(&left), $sign)
                    }
                }
            }
        }
    )*};
}

additive! {
    Add |right| right;
    Sub |right| right.negated();
}

/// The residual of `-` on numbers and arrays with a cotangent `Y`.
#[derive(Debug)]
pub struct Negated<Y>(PhantomData<fn(Y)>);

goes_as! {
    [Y: 'static] Negated<Y>: (),
    |_| (),
    |()| Self(PhantomData),
}

impl<Y: Cotangent> UnaryResidual for Negated<Y> {
    type Bar = Y;
    type OperandBar = Y;
    #[inline(always)]
    fn pullback(self, y_bar: Y) -> Y {
        y_bar.negated()
    }
}

impl<A> Negative for A
where
    A: Builtin + ops::Neg,
    A::Output: Differentiable,
{
    type Residual = Negated<BarOf<A::Output>>;
    #[inline(always)]
    fn residual(&self) -> Self::Residual {
        Negated(PhantomData)
    }
}
