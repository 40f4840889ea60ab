//! `a += b` and its like on numbers and arrays.

use std::marker::PhantomData;
use std::ops;

use super::products::negated;
use super::{Builtin, Update, UpdateResidual, op};
use crate::rules::broadcast::{Pointwise, Reduce};
use crate::{Cotangent, Differentiable, Storable, Tape};

/// What is kept of `a op= b` between numbers and arrays, where `a` has the cotangent `C`.
#[derive(Debug)]
pub struct Updated<Op, C, K>(K, PhantomData<fn(Op, C)>);

goes_as! {
    [Op: 'static, C: 'static, K: Storable] Updated<Op, C, K>: K,
    |residual| residual.0,
    |kept| Self(kept, PhantomData),
}

/// `a += b` and `a -= b`.
macro_rules! update {
    ($($Op:ident, $trait:ident |$right:ident| $sign:expr;)*) => {$(
        impl<A, B> Update<op::$Op, B> for A
        where
            A: Builtin + Differentiable + ops::$trait<B>,
            B: Builtin + Differentiable,
            Updated<op::$Op, A::Cotangent, B::Shape>: UpdateResidual,
        {
            type Residual = Updated<op::$Op, A::Cotangent, B::Shape>;
            #[inline(always)]
            fn residual(&self, rhs: &B) -> Self::Residual {
                Updated(rhs.cotangent_shape(), PhantomData)
            }
        }

        impl<C, S> UpdateResidual for Updated<op::$Op, C, S>
        where
            C: Clone + Reduce<S>,
            C::Output: Cotangent,
        {
            type Bar = C;
            type RightBar = C::Output;
            #[inline(always)]
            fn pullback(self, bar: &mut C, wanted: bool) -> C::Output {
                if wanted {
                    let $right = bar.clone().reduce(&self.0);
                    $sign
                } else {
                    Cotangent::zero()
                }
            }
        }
    )*};
}

update! {
    Add, AddAssign |right| right;
    Sub, SubAssign |right| right.negated();
}

/// `a *= b` and `a /= b`.
macro_rules! scaling {
    ($($Op:ident, $trait:ident |$old:ident, $b:ident, $bar:ident| $scaled:expr, $right:expr;)*) => {$(
        impl<A, B> Update<op::$Op, B> for A
        where
            A: Builtin + Differentiable + ops::$trait<B>,
            B: Builtin,
            Updated<op::$Op, A::Cotangent, (A::Owned, B::Owned)>: UpdateResidual,
        {
            type Residual = Updated<op::$Op, A::Cotangent, (A::Owned, B::Owned)>;
            #[inline(always)]
            fn residual(&self, rhs: &B) -> Self::Residual {
                Updated((self.owned(), rhs.owned()), PhantomData)
            }
        }

        impl<C, A, B: Differentiable> UpdateResidual for Updated<op::$Op, C, (A, B)>
        where
            C: Cotangent + Pointwise<A> + Pointwise<B> + Reduce<B::Shape>,
            <C as Reduce<B::Shape>>::Output: Cotangent,
        {
            type Bar = C;
            type RightBar = <C as Reduce<B::Shape>>::Output;
            #[inline(always)]
            fn pullback(self, bar: &mut C, wanted: bool) -> Self::RightBar {
                let Self((old, rhs), _) = self;
                let ($old, $b, $bar) = (&old, &rhs, bar);
                let scaled = $scaled;
                let right = if wanted { $right.reduce(&$b.cotangent_shape()) } else { Cotangent::zero() };
                *$bar = scaled;
                right
            }
        }
    )*};
}

scaling! {
    Mul, MulAssign |old, b, bar| bar.times(b), bar.times(old);
    Div, DivAssign |old, b, bar| bar.over(b), negated(bar.times(old).over(b).over(b));
}
