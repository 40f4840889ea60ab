//! Operators between operands whose types the macro doesn't know: numbers, arrays, or a type that
//! brings its own `Add`, `Mul`… Which rule applies is settled by traits.
//!
//! Numbers and arrays are [`Builtin`]: one blanket implementation covers them, with broadcasting.
//! `#[differentiable] impl Add for T` implements [`Additive`] for `T`; the same for the others.

/// A residual goes to the tape as what it holds.
macro_rules! goes_as {
    ([$($generics:tt)*] $Residual:ty: $Held:ty, |$residual:pat_param| $held:expr, |$value:pat_param| $made:expr $(,)?) => {
        impl<$($generics)*> Storable for $Residual {
            #[inline(always)]
            fn push_to(self, tape: &mut Tape) {
                let $residual = self;
                Storable::push_to($held, tape);
            }
            #[inline(always)]
            fn pop_from(tape: &mut Tape) -> Self {
                let $value = <$Held>::pop_from(tape);
                $made
            }
            const ROW: Option<usize> = <$Held>::ROW;
            #[inline(always)]
            fn write(self, row: &mut [f64]) {
                let $residual = self;
                Storable::write($held, row);
            }
            #[inline(always)]
            fn read(row: &[f64]) -> Self {
                let $value = <$Held>::read(row);
                $made
            }
        }
    };
}

mod builtin;
mod kept;
mod products;
mod sums;
mod updates;

pub use builtin::Builtin;
pub use kept::{
    BinaryRule, Kept, Operands, Reads, UnaryRule, UpdateRule, leaves_something, nothing,
};
pub use products::Number;
pub use sums::{Negated, Shapes};
pub use updates::Updated;

use crate::{Cotangent, Differentiable, Storable};

/// The cotangent of `A op B`.
type BarOf<Y> = <Y as Differentiable>::Cotangent;

/// The operators, as types.
pub mod op {
    /// `a + b`, `a += b`
    #[derive(Debug)]
    pub struct Add;
    /// `a - b`, `a -= b`
    #[derive(Debug)]
    pub struct Sub;
    /// `a * b`, `a *= b`
    #[derive(Debug)]
    pub struct Mul;
    /// `a / b`, `a /= b`
    #[derive(Debug)]
    pub struct Div;
    /// `a % b`
    #[derive(Debug)]
    pub struct Rem;
    /// `-a`
    #[derive(Debug)]
    pub struct Neg;
}

/// What `self + rhs` or `self - rhs` leaves for its pullback: for numbers and arrays no more than
/// their shapes.
#[diagnostic::on_unimplemented(
    message = "no derivative rule for this operator between `{Self}` and `{Rhs}`",
    label = "this operator has no rule",
    note = "annotate its `impl` with `#[differentiable]`"
)]
pub trait Additive<Op, Rhs> {
    /// What is left, which knows the pullback.
    type Residual: BinaryResidual + Storable;
    /// Taken before the operator runs.
    fn residual(&self, rhs: &Rhs) -> Self::Residual;
}

/// The residual of a binary operator.
pub trait BinaryResidual {
    /// The cotangent of the result.
    type Bar;
    /// The cotangent of the left operand.
    type LeftBar: Cotangent;
    /// The cotangent of the right operand.
    type RightBar: Cotangent;
    /// The operands' cotangents; zero for one that isn't wanted.
    fn pullback(self, y_bar: Self::Bar, wants: (bool, bool)) -> (Self::LeftBar, Self::RightBar);
}

/// The rule of `self * rhs`, `self / rhs` or `self % rhs`: its pullback reads the operands.
#[diagnostic::on_unimplemented(
    message = "no derivative rule for this operator between `{Self}` and `{Rhs}`",
    label = "this operator has no rule",
    note = "annotate its `impl` with `#[differentiable]`"
)]
pub trait Multiplicative<Op, Rhs> {
    /// The cotangent of the result.
    type Bar;
    /// The cotangent of the left operand.
    type LeftBar: Cotangent;
    /// The cotangent of the right operand.
    type RightBar: Cotangent;
    /// The operands' cotangents; zero for one that isn't wanted.
    fn pullback(
        &self,
        rhs: &Rhs,
        y_bar: Self::Bar,
        wants: (bool, bool),
    ) -> (Self::LeftBar, Self::RightBar);
}

/// What `-self` leaves for its pullback.
#[diagnostic::on_unimplemented(
    message = "no derivative rule for `-` on `{Self}`",
    label = "this operator has no rule",
    note = "annotate its `impl Neg` with `#[differentiable]`"
)]
pub trait Negative {
    /// What is left, which knows the pullback.
    type Residual: UnaryResidual + Storable;
    /// Taken before the operator runs.
    fn residual(&self) -> Self::Residual;
}

/// The residual of a unary operator.
pub trait UnaryResidual {
    /// The cotangent of the result.
    type Bar;
    /// The cotangent of the operand.
    type OperandBar: Cotangent;
    /// The operand's cotangent.
    fn pullback(self, y_bar: Self::Bar) -> Self::OperandBar;
}

/// What `self += rhs` and its like leave for their pullbacks.
#[diagnostic::on_unimplemented(
    message = "no derivative rule for this assignment of `{Rhs}` to `{Self}`",
    label = "this operator has no rule",
    note = "annotate its `impl` with `#[differentiable]`"
)]
pub trait Update<Op, Rhs> {
    /// What is left, which knows the pullback.
    type Residual: UpdateResidual + Storable;
    /// Taken before the operator runs.
    fn residual(&self, rhs: &Rhs) -> Self::Residual;
}

/// The residual of a compound assignment.
pub trait UpdateResidual {
    /// The cotangent of the target.
    type Bar;
    /// The cotangent of the right operand.
    type RightBar: Cotangent;
    /// Turns the cotangent of the new value into that of the old one; gives the right operand's.
    fn pullback(self, bar: &mut Self::Bar, wanted: bool) -> Self::RightBar;
}

/// The residual of `a + b` or `a - b`.
#[inline(always)]
pub fn residual<Op, A: Additive<Op, B>, B>(a: &A, b: &B) -> A::Residual {
    a.residual(b)
}

/// The residual of `-a`.
#[inline(always)]
pub fn unary_residual<A: Negative>(a: &A) -> A::Residual {
    a.residual()
}

/// The residual of `a op= b`.
#[inline(always)]
pub fn update_residual<Op, A: Update<Op, B>, B>(a: &A, b: &B) -> A::Residual {
    a.residual(b)
}

/// The operands' cotangents, from a residual.
#[inline(always)]
pub fn pull<R: BinaryResidual>(
    residual: R,
    y_bar: R::Bar,
    wants: (bool, bool),
) -> (R::LeftBar, R::RightBar) {
    residual.pullback(y_bar, wants)
}

/// The operand's cotangent, from a residual.
#[inline(always)]
pub fn unary_pull<R: UnaryResidual>(residual: R, y_bar: R::Bar) -> R::OperandBar {
    residual.pullback(y_bar)
}

/// The right operand's cotangent, from a residual.
#[inline(always)]
pub fn update_pull<R: UpdateResidual, T: Target<R::Bar>>(
    residual: R,
    target: &mut T,
    wanted: bool,
) -> R::RightBar {
    target.turned(|bar| residual.pullback(bar, wanted))
}

/// What holds the cotangent of the target of an assignment; that of a field that is left out of its
/// struct holds nothing.
pub trait Target<Bar> {
    /// Lets `turn` have the cotangent of the new value, which it turns into that of the old one.
    fn turned<R>(&mut self, turn: impl FnOnce(&mut Bar) -> R) -> R;
}

/// A cotangent, in a box or lent.
macro_rules! targets {
    ($($T:ty),*) => {$(
        impl<Bar: Cotangent> Target<Bar> for $T {
            #[inline(always)]
            fn turned<R>(&mut self, turn: impl FnOnce(&mut Bar) -> R) -> R {
                turn(self)
            }
        }
    )*};
}

targets!(Bar, Box<Bar>, &mut Bar, &mut Box<Bar>);

/// The operands' cotangents of `a * b`, `a / b` or `a % b`.
#[inline(always)]
pub fn pullback<Op, A: Multiplicative<Op, B>, B>(
    a: &A,
    b: &B,
    y_bar: A::Bar,
    wants: (bool, bool),
) -> (A::LeftBar, A::RightBar) {
    a.pullback(b, y_bar, wants)
}
