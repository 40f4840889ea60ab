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

/// Whether the pullback of an operator that is a sum of parts reads the operands: the macro doesn't know what
/// the parts are, but the types of their residuals do.
pub trait Reads<Op, Rhs> {
    /// Whether one of them is more than nothing.
    const READS: bool;
}

/// Whether the residuals that are taken from `K` are more than nothing.
#[must_use]
pub const fn leaves_something<K, R: Storable>(_: &impl Fn(&K) -> R) -> bool {
    !matches!(R::ROW, Some(0))
}

/// Residuals that are nothing.
#[inline(always)]
#[must_use]
pub fn nothing<R: Storable>() -> R {
    R::read(&[])
}

/// The operands of an operator, if its pullback reads them.
pub struct Operands<Op, A, B, K>(Option<K>, PhantomData<fn(Op, A, B)>);

impl<Op, A, B, K: std::fmt::Debug> std::fmt::Debug for Operands<Op, A, B, K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Operands").field(&self.0).finish()
    }
}

impl<Op, A: Reads<Op, B>, B, K> Operands<Op, A, B, K> {
    /// Keeps the operands, if need be.
    #[inline(always)]
    pub fn new(operands: impl FnOnce() -> K) -> Self {
        Self(A::READS.then(operands), PhantomData)
    }

    /// The operands that were kept.
    #[inline(always)]
    pub fn given(self) -> Option<K> {
        self.0
    }
}

impl<Op: 'static, A: Reads<Op, B> + 'static, B: 'static, K: Storable> Storable
    for Operands<Op, A, B, K>
{
    #[inline(always)]
    fn push_to(self, tape: &mut Tape) {
        if let Some(operands) = self.0 {
            operands.push_to(tape);
        }
    }
    #[inline(always)]
    fn pop_from(tape: &mut Tape) -> Self {
        Self(A::READS.then(|| K::pop_from(tape)), PhantomData)
    }
    const ROW: Option<usize> = if A::READS { K::ROW } else { Some(0) };
    #[inline(always)]
    fn write(self, row: &mut [f64]) {
        if let Some(operands) = self.0 {
            operands.write(row);
        }
    }
    #[inline(always)]
    fn read(row: &[f64]) -> Self {
        Self(A::READS.then(|| K::read(row)), PhantomData)
    }
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
