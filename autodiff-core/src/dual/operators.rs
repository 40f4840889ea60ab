//! The operators, between dual numbers and references to them.

use std::iter::{self, Product, Sum};
use std::ops::{
    Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign,
};

use num_traits::{One, Zero};

use super::Dual;
use crate::Scalar;
use crate::rules::elementary;

macro_rules! operator {
    ($($Op:ident $op:ident, $Assign:ident $assign:ident: |$a:ident, $b:ident| $result:expr;)*) => {$(
        impl<T: Scalar> $Op for Dual<T> {
            type Output = Self;
            #[inline(always)]
            fn $op(self, other: Self) -> Self {
                let ($a, $b) = (self, other);
                $result
            }
        }
        operator!(@ $Op $op [&Dual<T>] [Dual<T>]);
        operator!(@ $Op $op [Dual<T>] [&Dual<T>]);
        operator!(@ $Op $op [&Dual<T>] [&Dual<T>]);

        impl<T: Scalar> $Assign for Dual<T> {
            #[inline(always)]
            fn $assign(&mut self, other: Self) {
                *self = $Op::$op(*self, other);
            }
        }
        impl<T: Scalar> $Assign<&Dual<T>> for Dual<T> {
            #[inline(always)]
            fn $assign(&mut self, other: &Self) {
                *self = $Op::$op(*self, *other);
            }
        }
    )*};
    (@ $Op:ident $op:ident [$A:ty] [$B:ty]) => {
        impl<T: Scalar> $Op<$B> for $A {
            type Output = Dual<T>;
            #[inline(always)]
            #[allow(clippy::clone_on_copy, reason = "one of them may be a reference")]
            fn $op(self, other: $B) -> Dual<T> {
                $Op::$op(self.clone(), other.clone())
            }
        }
    };
}

operator! {
    Add add, AddAssign add_assign: |a, b| Self::new(a.primal + b.primal, a.tangent + b.tangent);
    Sub sub, SubAssign sub_assign: |a, b| Self::new(a.primal - b.primal, a.tangent - b.tangent);
    Mul mul, MulAssign mul_assign: |a, b|
        Self::new(a.primal * b.primal, a.tangent * b.primal + a.primal * b.tangent);
    Div div, DivAssign div_assign: |a, b| {
        let quotient = a.primal / b.primal;
        Self::new(quotient, (a.tangent - quotient * b.tangent) / b.primal)
    };
    Rem rem, RemAssign rem_assign: |a, b| a.binary(elementary::rem, b, a.primal % b.primal);
}

impl<T: Scalar> Neg for Dual<T> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self::new(-self.primal, -self.tangent)
    }
}

impl<T: Scalar> Neg for &Dual<T> {
    type Output = Dual<T>;
    #[inline(always)]
    fn neg(self) -> Dual<T> {
        -*self
    }
}

// They begin where sums and products of plain numbers begin, which for sums is −0.

impl<T: Scalar> Sum for Dual<T> {
    #[inline]
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        let none: T = iter::empty::<T>().sum();
        numbers.fold(Self::new(none, none), |sum, x| sum + x)
    }
}

impl<T: Scalar> Product for Dual<T> {
    #[inline]
    fn product<I: Iterator<Item = Self>>(numbers: I) -> Self {
        let none: T = iter::empty::<T>().product();
        numbers.fold(Self::constant(none), |product, x| product * x)
    }
}

impl<'a, T: Scalar> Sum<&'a Self> for Dual<T> {
    #[inline]
    fn sum<I: Iterator<Item = &'a Self>>(numbers: I) -> Self {
        numbers.copied().sum()
    }
}

impl<'a, T: Scalar> Product<&'a Self> for Dual<T> {
    #[inline]
    fn product<I: Iterator<Item = &'a Self>>(numbers: I) -> Self {
        numbers.copied().product()
    }
}

/// Whether a number is zero goes by its primal, as every comparison.
impl<T: Scalar> Zero for Dual<T> {
    #[inline(always)]
    fn zero() -> Self {
        Self::constant(<T as Zero>::zero())
    }
    #[inline(always)]
    fn is_zero(&self) -> bool {
        Zero::is_zero(&self.primal)
    }
}

impl<T: Scalar> One for Dual<T> {
    #[inline(always)]
    fn one() -> Self {
        Self::constant(T::one())
    }
}
