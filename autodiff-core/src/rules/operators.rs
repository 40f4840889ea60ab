//! Operators between operands whose types the macro doesn't know: numbers, arrays, or a type that
//! brings its own `Add`, `Mul`… Which rule applies is settled by traits.
//!
//! Numbers and arrays are [`Builtin`]: one blanket implementation covers them, with broadcasting.
//! `#[differentiable] impl Add for T` implements [`Additive`] for `T`; the same for the others.

use std::marker::PhantomData;
use std::ops;

use ndarray::{Array, ArrayRef, ArrayView, Dimension};

use super::broadcast::{Pointwise, Reduce};
use crate::rules::elementary::rem_vjp;
use crate::{Cotangent, Differentiable, Scalar, Storable, Tape};

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

/// Numbers and arrays, whose operators have the rules of this crate.
pub trait Builtin {
    /// The value without references and borrows.
    type Owned: Storable + Differentiable;
    /// A copy that may go to a tape.
    fn owned(&self) -> Self::Owned;
}

impl<T: Builtin + ?Sized> Builtin for &T {
    type Owned = T::Owned;
    #[inline(always)]
    fn owned(&self) -> T::Owned {
        (**self).owned()
    }
}

macro_rules! arrays {
    ($($T:ty)*) => {$(
        impl<A: Scalar, D: Dimension + 'static> Builtin for $T {
            type Owned = Array<A, D>;
            #[inline]
            fn owned(&self) -> Array<A, D> {
                self.to_owned()
            }
        }
    )*};
}

arrays!(Array<A, D> ArrayRef<A, D> ArrayView<'_, A, D>);

macro_rules! numbers {
    ($($T:ty)*) => {$(
        impl Builtin for $T {
            type Owned = Self;
            #[inline(always)]
            fn owned(&self) -> Self {
                *self
            }
        }
    )*};
}

numbers!(f64 f32 u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

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

/// The rule of `self + rhs` or `self - rhs`: its pullback reads a residual, which for numbers and
/// arrays is no more than their shapes.
#[diagnostic::on_unimplemented(
    message = "no derivative rule for this operator between `{Self}` and `{Rhs}`",
    label = "this operator has no rule",
    note = "annotate its `impl` with `#[differentiable]`"
)]
pub trait Additive<Op, Rhs> {
    /// What the pullback needs.
    type Residual: Storable;
    /// The cotangent of the result.
    type Bar;
    /// The cotangent of the left operand.
    type LeftBar: Cotangent;
    /// The cotangent of the right operand.
    type RightBar: Cotangent;
    /// Taken before the operator runs.
    fn residual(&self, rhs: &Rhs) -> Self::Residual;
    /// The operands' cotangents; zero for one that isn't wanted.
    fn pullback(
        residual: Self::Residual,
        y_bar: Self::Bar,
        wants: (bool, bool),
    ) -> (Self::LeftBar, Self::RightBar);
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

/// The rule of `-self`.
#[diagnostic::on_unimplemented(
    message = "no derivative rule for `-` on `{Self}`",
    label = "this operator has no rule",
    note = "annotate its `impl Neg` with `#[differentiable]`"
)]
pub trait Negative {
    /// What the pullback needs.
    type Residual: Storable;
    /// The cotangent of the result.
    type Bar;
    /// The cotangent of the operand.
    type OperandBar: Cotangent;
    /// Taken before the operator runs.
    fn residual(&self) -> Self::Residual;
    /// The operand's cotangent.
    fn pullback(residual: Self::Residual, y_bar: Self::Bar) -> Self::OperandBar;
}

/// The rule of `self += rhs` and its like: what becomes of the cotangent of the target.
#[diagnostic::on_unimplemented(
    message = "no derivative rule for this assignment of `{Rhs}` to `{Self}`",
    label = "this operator has no rule",
    note = "annotate its `impl` with `#[differentiable]`"
)]
pub trait Update<Op, Rhs> {
    /// What the pullback needs.
    type Residual: Storable;
    /// The cotangent of the target.
    type Bar;
    /// The cotangent of the right operand.
    type RightBar: Cotangent;
    /// Taken before the operator runs.
    fn residual(&self, rhs: &Rhs) -> Self::Residual;
    /// Turns the cotangent of the new value into that of the old one; gives the right operand's.
    fn pullback(residual: Self::Residual, bar: &mut Self::Bar, wanted: bool) -> Self::RightBar;
}

/// The shape of a value's cotangent.
type ShapeOf<T> = <T as Differentiable>::Shape;

/// The cotangent of `A op B`.
type BarOf<Y> = <Y as Differentiable>::Cotangent;

macro_rules! additive {
    ($($Op:ident |$right:ident| $sign:expr;)*) => {$(
        impl<A, B> Additive<op::$Op, B> for A
        where
            A: Builtin + Differentiable + ops::$Op<B>,
            B: Builtin + Differentiable,
            A::Output: Differentiable,
            BarOf<A::Output>: Clone + Reduce<A::Shape> + Reduce<B::Shape>,
            <BarOf<A::Output> as Reduce<A::Shape>>::Output: Cotangent,
            <BarOf<A::Output> as Reduce<B::Shape>>::Output: Cotangent,
        {
            type Residual = (A::Shape, B::Shape);
            type Bar = BarOf<A::Output>;
            type LeftBar = <BarOf<A::Output> as Reduce<A::Shape>>::Output;
            type RightBar = <BarOf<A::Output> as Reduce<B::Shape>>::Output;
            #[inline(always)]
            fn residual(&self, rhs: &B) -> Self::Residual {
                (self.cotangent_shape(), rhs.cotangent_shape())
            }
            #[inline(always)]
            fn pullback(
                (left, right): Self::Residual,
                y_bar: Self::Bar,
                wants: (bool, bool),
            ) -> (Self::LeftBar, Self::RightBar) {
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
    Div |a, b, y_bar| y_bar.over(b), negated(y_bar.times(a).over(b).over(b));
}

#[inline(always)]
fn negated<C: Cotangent>(bar: C) -> C {
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

impl<A> Negative for A
where
    A: Builtin + ops::Neg,
    A::Output: Differentiable,
{
    type Residual = ();
    type Bar = BarOf<A::Output>;
    type OperandBar = BarOf<A::Output>;
    #[inline(always)]
    fn residual(&self) {}
    #[inline(always)]
    fn pullback((): (), y_bar: Self::Bar) -> Self::OperandBar {
        y_bar.negated()
    }
}

/// Carries the types of an operator's operands from the forward sweep to the reverse sweep.
#[derive(Debug)]
pub struct Pair<Op, A, B>(PhantomData<fn(Op, A, B)>);

impl<Op, A, B> Pair<Op, A, B> {
    /// A pair whose types are yet to be inferred.
    #[inline(always)]
    #[must_use]
    #[allow(clippy::new_without_default, reason = "only generated code makes pairs")]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<Op, A: Additive<Op, B>, B> Pair<Op, A, B> {
    /// The residual of `a op b`.
    #[inline(always)]
    pub fn residual(&self, a: &A, b: &B) -> A::Residual {
        a.residual(b)
    }

    /// That residual, from the tape.
    #[inline(always)]
    pub fn pop(&self, tape: &mut Tape) -> A::Residual {
        tape.pop()
    }

    /// The operands' cotangents.
    #[inline(always)]
    pub fn pullback(
        &self,
        residual: A::Residual,
        y_bar: A::Bar,
        wants: (bool, bool),
    ) -> (A::LeftBar, A::RightBar) {
        A::pullback(residual, y_bar, wants)
    }
}

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

/// Carries the type of the operand of `-` from the forward sweep to the reverse sweep.
#[derive(Debug)]
pub struct Single<A>(PhantomData<fn(A)>);

impl<A> Single<A> {
    /// An operand whose type is yet to be inferred.
    #[inline(always)]
    #[must_use]
    #[allow(clippy::new_without_default, reason = "only generated code makes these")]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<A: Negative> Single<A> {
    /// The residual of `-a`.
    #[inline(always)]
    pub fn residual(&self, a: &A) -> A::Residual {
        a.residual()
    }

    /// That residual, from the tape.
    #[inline(always)]
    pub fn pop(&self, tape: &mut Tape) -> A::Residual {
        tape.pop()
    }

    /// The operand's cotangent.
    #[inline(always)]
    pub fn pullback(&self, residual: A::Residual, y_bar: A::Bar) -> A::OperandBar {
        A::pullback(residual, y_bar)
    }
}

/// Carries the types of an assignment `a op= b` from the forward sweep to the reverse sweep.
#[derive(Debug)]
pub struct Assigned<Op, A, B>(PhantomData<fn(Op, A, B)>);

impl<Op, A, B> Assigned<Op, A, B> {
    /// An assignment whose types are yet to be inferred.
    #[inline(always)]
    #[must_use]
    #[allow(clippy::new_without_default, reason = "only generated code makes these")]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<Op, A: Update<Op, B>, B> Assigned<Op, A, B> {
    /// The residual of `a op= b`.
    #[inline(always)]
    pub fn residual(&self, a: &A, b: &B) -> A::Residual {
        a.residual(b)
    }

    /// That residual, from the tape.
    #[inline(always)]
    pub fn pop(&self, tape: &mut Tape) -> A::Residual {
        tape.pop()
    }

    /// The cotangent of the right operand; that of the target is turned into that of its old value.
    #[inline(always)]
    pub fn pullback(&self, residual: A::Residual, bar: &mut A::Bar, wanted: bool) -> A::RightBar {
        A::pullback(residual, bar, wanted)
    }
}

/// `a += b` and `a -= b` of numbers and arrays.
macro_rules! update {
    ($($Op:ident, $trait:ident |$right:ident| $sign:expr;)*) => {$(
        impl<A, B> Update<op::$Op, B> for A
        where
            A: Builtin + Differentiable + ops::$trait<B>,
            B: Builtin + Differentiable,
            A::Cotangent: Reduce<B::Shape>,
            <A::Cotangent as Reduce<B::Shape>>::Output: Cotangent,
        {
            type Residual = B::Shape;
            type Bar = A::Cotangent;
            type RightBar = <A::Cotangent as Reduce<B::Shape>>::Output;
            #[inline(always)]
            fn residual(&self, rhs: &B) -> B::Shape {
                rhs.cotangent_shape()
            }
            #[inline(always)]
            fn pullback(shape: B::Shape, bar: &mut Self::Bar, wanted: bool) -> Self::RightBar {
                if wanted {
                    let $right = bar.clone().reduce(&shape);
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

/// `a *= b` and `a /= b` of numbers and arrays.
macro_rules! scaling {
    ($($Op:ident, $trait:ident |$old:ident, $b:ident, $bar:ident| $scaled:expr, $right:expr;)*) => {$(
        impl<A, B> Update<op::$Op, B> for A
        where
            A: Builtin + Differentiable + ops::$trait<B>,
            B: Builtin + Differentiable,
            A::Cotangent: Pointwise<A::Owned> + Pointwise<B::Owned> + Reduce<ShapeOf<B::Owned>>,
            <A::Cotangent as Reduce<ShapeOf<B::Owned>>>::Output: Cotangent,
        {
            type Residual = (A::Owned, B::Owned);
            type Bar = A::Cotangent;
            type RightBar = <A::Cotangent as Reduce<ShapeOf<B::Owned>>>::Output;
            #[inline(always)]
            fn residual(&self, rhs: &B) -> Self::Residual {
                (self.owned(), rhs.owned())
            }
            #[inline(always)]
            fn pullback((old, rhs): Self::Residual, bar: &mut Self::Bar, wanted: bool) -> Self::RightBar {
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
