//! The cotangent of a field with `#[differentiable(skip)]`, whatever its type: what reaches it
//! vanishes, and what it is passed on as adds nothing.

use std::ops::{Index, IndexMut};

use ndarray::{Array, Dimension};

use crate::accumulate::AccumulateInto;
use crate::derived::leaked;
use crate::rules::operators::Target;
use crate::tree::no_leaves;
use crate::{Cotangent, Dual, Scalar, Tree};

/// The cotangent of a left-out field, and of each part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut;

impl Tree for LeftOut {
    no_leaves!();
}

impl Cotangent for LeftOut {
    #[inline]
    fn zero() -> Self {
        Self
    }
    #[inline]
    fn is_zero(&self) -> bool {
        true
    }
    #[inline]
    fn accumulate(&mut self, _: Self) {}
    #[inline]
    fn negated(self) -> Self {
        self
    }
}

impl<I> Index<I> for LeftOut {
    type Output = Self;

    #[inline]
    fn index(&self, _: I) -> &Self {
        self
    }
}

impl<I> IndexMut<I> for LeftOut {
    #[inline]
    fn index_mut(&mut self, _: I) -> &mut Self {
        leaked(Self)
    }
}

impl<C: Cotangent> AccumulateInto<&mut LeftOut> for &[C] {
    #[inline]
    fn accumulate_into(self, _: &mut LeftOut) {}
}

/// What is passed on to a left-out field, and what one is passed on to.
macro_rules! vanishes {
    ($([$($generics:tt)*] $C:ty),* $(,)?) => {$(
        impl<$($generics)*> AccumulateInto<&mut LeftOut> for $C {
            #[inline]
            fn accumulate_into(self, _: &mut LeftOut) {}
        }
        impl<$($generics)*> AccumulateInto<&mut $C> for LeftOut {
            #[inline]
            fn accumulate_into(self, _: &mut $C) {}
        }
    )*};
}

vanishes! {
    [] (),
    [] f64,
    [] f32,
    [T: Scalar] Dual<T>,
    [C: Cotangent] Vec<C>,
    [C: Cotangent, const N: usize] [C; N],
    [C: Cotangent] Option<C>,
    [A: Scalar, D: Dimension] Array<A, D>,
    [A: Cotangent, B: Cotangent] (A, B),
    [A: Cotangent, B: Cotangent, C: Cotangent] (A, B, C),
}

/// What is assigned to a left-out field by `+=` and its like.
macro_rules! updates {
    ($([$($generics:tt)*] $C:ty),* $(,)?) => {$(
        impl<$($generics)*> Target<$C> for LeftOut {
            #[inline]
            fn turned<R>(&mut self, turn: impl FnOnce(&mut $C) -> R) -> R {
                turn(&mut Cotangent::zero())
            }
        }
    )*};
}

updates! {
    [] (),
    [] f64,
    [] f32,
    [A: Scalar, D: Dimension + 'static] Array<A, D>,
}
