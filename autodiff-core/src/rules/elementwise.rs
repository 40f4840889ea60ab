//! What rules of elementary functions apply to: numbers, integers (whose cotangent is `()`), and
//! arrays element by element; each of them behind any number of references up to three, since a
//! method call doesn't tell which.

use ndarray::{Array, ArrayBase, ArrayRef, Data, Dimension};

use crate::{Cotangent, Differentiable, Scalar};

/// The rule of a function of one argument.
pub trait Unary: Copy {
    /// Whether the rule is given the result, rather than the operand.
    const BY_RESULT: bool;
    /// The pullback at `at`, the operand or the result, whichever the rule needs.
    fn vjp<T: Scalar>(self, at: T, y_bar: T) -> T;
}

/// The rule of a function of two arguments.
pub trait Binary: Copy {
    /// The pullback.
    fn vjp<T: Scalar>(self, a: T, b: T, y_bar: T) -> (T, T);
}

/// The rule of a function of three arguments.
pub trait Ternary: Copy {
    /// The pullback.
    fn vjp<T: Scalar>(self, a: T, b: T, c: T, y_bar: T) -> (T, T, T);
}

/// A function of some numbers, and its rule. What is written as a formula with `abs` or branches in it may
/// be smooth where these aren't: dual numbers take its tangent from the rule.
pub trait Formula<const N: usize>: Copy {
    /// The value.
    fn value<T: Scalar>(self, x: [T; N]) -> T;
    /// The pullback.
    fn vjp<T: Scalar>(self, x: [T; N], y_bar: T) -> [T; N];
}

/// A value with elements of type `A` that rules of elementary functions apply to. Second and third
/// operands are plain elements, as in `x.powf(p)`.
#[diagnostic::on_unimplemented(
    message = "elementary functions of `{Self}` have no derivative rule",
    label = "no rule for this type",
    note = "if this is a method of a type of yours, call it by its raw name: `x.r#exp()`"
)]
pub trait Elementwise<A: Differentiable>: Differentiable + Sized {
    /// The pullback of a function of one argument.
    fn unary<R: Unary>(self, rule: R, y_bar: Self::Cotangent) -> Self::Cotangent;

    /// The pullback of a function of two arguments.
    fn binary<R: Binary>(
        self,
        rule: R,
        b: A,
        y_bar: Self::Cotangent,
    ) -> (Self::Cotangent, A::Cotangent);

    /// The pullback of a function of three arguments.
    fn ternary<R: Ternary>(
        self,
        rule: R,
        b: A,
        c: A,
        y_bar: Self::Cotangent,
    ) -> (Self::Cotangent, A::Cotangent, A::Cotangent);
}

/// Says that `x` has elementwise functions: then its `floor` has no derivative.
#[inline(always)]
pub fn is_elementwise<T: Elementwise<A>, A: Differentiable>(_: T) {}

macro_rules! scalar {
    ($($T:ty)*) => {$(
        impl<A: Scalar> Elementwise<A> for $T {
            #[inline(always)]
            fn unary<R: Unary>(self, rule: R, y_bar: A) -> A {
                let at: &A = &self;
                rule.vjp(*at, y_bar)
            }
            #[inline(always)]
            fn binary<R: Binary>(self, rule: R, b: A, y_bar: A) -> (A, A) {
                let a: &A = &self;
                rule.vjp(*a, b, y_bar)
            }
            #[inline(always)]
            fn ternary<R: Ternary>(self, rule: R, b: A, c: A, y_bar: A) -> (A, A, A) {
                let a: &A = &self;
                rule.vjp(*a, b, c, y_bar)
            }
        }
    )*};
}

scalar!(A & A && A && &A);

macro_rules! discrete {
    ($($A:ty)*) => {$(
        discrete!(@ $A, $A);
        discrete!(@ $A, &$A);
        discrete!(@ $A, &&$A);
        discrete!(@ $A, &&&$A);
    )*};
    (@ $A:ty, $T:ty) => {
        impl Elementwise<$A> for $T {
            #[inline(always)]
            fn unary<R: Unary>(self, _: R, (): ()) {}
            #[inline(always)]
            fn binary<R: Binary>(self, _: R, _: $A, (): ()) -> ((), ()) {
                ((), ())
            }
            #[inline(always)]
            fn ternary<R: Ternary>(self, _: R, _: $A, _: $A, (): ()) -> ((), (), ()) {
                ((), (), ())
            }
        }
    };
}

discrete!(usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 bool char);

macro_rules! array {
    ($(($($generics:tt)*) $T:ty;)*) => {$(
        array!(@ ($($generics)*) &$T);
        array!(@ ($($generics)*) &&$T);
        array!(@ ($($generics)*) &&&$T);
    )*};
    (@ ($($generics:tt)*) $T:ty) => {
        impl<A: Scalar, D: Dimension + 'static, $($generics)*> Elementwise<A> for $T
        where
            Self: Differentiable<Cotangent = Array<A, D>>,
        {
            fn unary<R: Unary>(self, rule: R, y_bar: Array<A, D>) -> Array<A, D> {
                zipped(self, y_bar, |at, y_bar| rule.vjp(at, y_bar))
            }
            fn binary<R: Binary>(self, rule: R, b: A, y_bar: Array<A, D>) -> (Array<A, D>, A) {
                let mut b_bar = A::from_f64(0.0);
                let a_bar = zipped(self, y_bar, |a, y_bar| {
                    let bars = rule.vjp(a, b, y_bar);
                    b_bar += bars.1;
                    bars.0
                });
                (a_bar, b_bar)
            }
            fn ternary<R: Ternary>(
                self,
                rule: R,
                b: A,
                c: A,
                y_bar: Array<A, D>,
            ) -> (Array<A, D>, A, A) {
                let (mut b_bar, mut c_bar) = (A::from_f64(0.0), A::from_f64(0.0));
                let a_bar = zipped(self, y_bar, |a, y_bar| {
                    let bars = rule.vjp(a, b, c, y_bar);
                    b_bar += bars.1;
                    c_bar += bars.2;
                    bars.0
                });
                (a_bar, b_bar, c_bar)
            }
        }
    };
}

array! {
    (S: Data<Elem = A>) ArrayBase<S, D>;
    () ArrayRef<A, D>;
}

/// The pullback element by element, in the memory of `y_bar`.
fn zipped<A: Scalar, D: Dimension>(
    at: &ArrayRef<A, D>,
    mut y_bar: Array<A, D>,
    mut pullback: impl FnMut(A, A) -> A,
) -> Array<A, D> {
    if !y_bar.is_empty() {
        assert!(
            at.shape() == y_bar.shape(),
            "elementwise: a cotangent of shape {:?} for an array of shape {:?}",
            y_bar.shape(),
            at.shape()
        );
        y_bar.zip_mut_with(at, |y_bar, &at| *y_bar = pullback(at, *y_bar));
    }
    y_bar
}

/// `pow` of integers: nothing flows.
#[inline(always)]
#[must_use]
pub fn pow_vjp<T: Differentiable>(_: T, _: u32, _: T::Cotangent) -> T::Cotangent {
    T::Cotangent::zero()
}
