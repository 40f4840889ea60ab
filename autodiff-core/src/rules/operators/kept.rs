//! Rules of operators between types of the user's, which `#[differentiable] impl Add for T` writes.

use std::marker::PhantomData;

use super::{BinaryResidual, UnaryResidual, UpdateResidual, op};
use crate::{Cotangent, Storable, Tape};

/// The pullback of an operator between types of the user's: `K` is what was kept.
pub trait BinaryRule<Op, Rhs, K> {
    /// The cotangent of the result.
    type Bar;
    /// The cotangent of the left operand.
    type LeftBar: Cotangent;
    /// The cotangent of the right operand.
    type RightBar: Cotangent;
    /// The operands' cotangents; zero for one that isn't wanted.
    fn pullback(kept: K, y_bar: Self::Bar, wants: (bool, bool)) -> (Self::LeftBar, Self::RightBar);
}

/// The same for `-`.
pub trait UnaryRule<K> {
    /// The cotangent of the result.
    type Bar;
    /// The cotangent of the operand.
    type OperandBar: Cotangent;
    /// The operand's cotangent.
    fn pullback(kept: K, y_bar: Self::Bar) -> Self::OperandBar;
}

/// The same for compound assignments.
pub trait UpdateRule<Op, Rhs, K> {
    /// The cotangent of the target.
    type Bar;
    /// The cotangent of the right operand.
    type RightBar: Cotangent;
    /// Turns the cotangent of the new value into that of the old one; gives the right operand's.
    fn pullback(kept: K, bar: &mut Self::Bar, wanted: bool) -> Self::RightBar;
}

/// A residual: what was kept, and the types (without lifetimes) by which the rule is found.
pub struct Kept<Op, A, B, K>(K, PhantomData<fn(Op, A, B)>);

impl<Op, A, B, K> Kept<Op, A, B, K> {
    /// Keeps `kept`.
    #[inline(always)]
    pub const fn new(kept: K) -> Self {
        Self(kept, PhantomData)
    }
}

impl<Op, A, B, K: std::fmt::Debug> std::fmt::Debug for Kept<Op, A, B, K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Kept").field(&self.0).finish()
    }
}

goes_as! {
    [Op: 'static, A: 'static, B: 'static, K: Storable] Kept<Op, A, B, K>: K,
    |residual| residual.0,
    |kept| Self::new(kept),
}

impl<Op, A: BinaryRule<Op, B, K>, B, K> BinaryResidual for Kept<Op, A, B, K> {
    type Bar = A::Bar;
    type LeftBar = A::LeftBar;
    type RightBar = A::RightBar;
    #[inline(always)]
    fn pullback(self, y_bar: A::Bar, wants: (bool, bool)) -> (A::LeftBar, A::RightBar) {
        A::pullback(self.0, y_bar, wants)
    }
}

impl<A: UnaryRule<K>, K> UnaryResidual for Kept<op::Neg, A, (), K> {
    type Bar = A::Bar;
    type OperandBar = A::OperandBar;
    #[inline(always)]
    fn pullback(self, y_bar: A::Bar) -> A::OperandBar {
        A::pullback(self.0, y_bar)
    }
}

impl<Op, A: UpdateRule<Op, B, K>, B, K> UpdateResidual for Kept<Op, A, B, K> {
    type Bar = A::Bar;
    type RightBar = A::RightBar;
    #[inline(always)]
    fn pullback(self, bar: &mut A::Bar, wanted: bool) -> A::RightBar {
        A::pullback(self.0, bar, wanted)
    }
}
