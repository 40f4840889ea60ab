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

impl<Op: 'static, A: 'static, B: 'static, K: Storable> Storable for Kept<Op, A, B, K> {
    #[inline(always)]
    fn push_to(self, tape: &mut Tape) {
        self.0.push_to(tape);
    }
    #[inline(always)]
    fn pop_from(tape: &mut Tape) -> Self {
        Self::new(K::pop_from(tape))
    }
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
pub fn update_pull<R: UpdateResidual>(residual: R, bar: &mut R::Bar, wanted: bool) -> R::RightBar {
    residual.pullback(bar, wanted)
}

/// The cotangent of `A op B`.
type BarOf<Y> = <Y as Differentiable>::Cotangent;

/// The shapes of the operands of a sum with a cotangent `Y`.
#[derive(Debug)]
pub struct Shapes<Op, Y, A, B>(A, B, PhantomData<fn(Op, Y)>);

impl<Op: 'static, Y: 'static, A: Storable, B: Storable> Storable for Shapes<Op, Y, A, B> {
    #[inline(always)]
    fn push_to(self, tape: &mut Tape) {
        self.0.push_to(tape);
        self.1.push_to(tape);
    }
    #[inline(always)]
    fn pop_from(tape: &mut Tape) -> Self {
        let right = B::pop_from(tape);
        Self(A::pop_from(tape), right, PhantomData)
    }
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

/// The residual of `-` on numbers and arrays with a cotangent `Y`.
#[derive(Debug)]
pub struct Negated<Y>(PhantomData<fn(Y)>);

impl<Y: 'static> Storable for Negated<Y> {
    #[inline(always)]
    fn push_to(self, _: &mut Tape) {}
    #[inline(always)]
    fn pop_from(_: &mut Tape) -> Self {
        Self(PhantomData)
    }
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

/// What is kept of `a op= b` between numbers and arrays, where `a` has the cotangent `C`.
#[derive(Debug)]
pub struct Updated<Op, C, K>(K, PhantomData<fn(Op, C)>);

impl<Op: 'static, C: 'static, K: Storable> Storable for Updated<Op, C, K> {
    #[inline(always)]
    fn push_to(self, tape: &mut Tape) {
        self.0.push_to(tape);
    }
    #[inline(always)]
    fn pop_from(tape: &mut Tape) -> Self {
        Self(K::pop_from(tape), PhantomData)
    }
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
