//! Arithmetic of dual numbers, with numbers, references and arrays.

use std::iter::{Product, Sum};
use std::ops::{
    Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign,
};

use ndarray::{Array, ArrayBase, Data, Dimension, ScalarOperand};
use num_traits::{FromPrimitive, One, Zero};

use crate::Dual;

fn add(a: Dual, b: Dual) -> Dual {
    Dual::new(a.x + b.x, a.dot + b.dot)
}

fn sub(a: Dual, b: Dual) -> Dual {
    Dual::new(a.x - b.x, a.dot - b.dot)
}

fn mul(a: Dual, b: Dual) -> Dual {
    Dual::new(a.x * b.x, a.dot * b.x + a.x * b.dot)
}

fn div(a: Dual, b: Dual) -> Dual {
    Dual::new(a.x / b.x, (a.dot * b.x - a.x * b.dot) / (b.x * b.x))
}

/// `a - m·q` with a whole `q`.
fn rem(a: Dual, m: Dual) -> Dual {
    let rest = a.x % m.x;
    let quotient = ((a.x - rest) / m.x).round();
    Dual::new(rest, a.dot - quotient * m.dot)
}

macro_rules! operator {
    ($Trait:ident, $name:ident, $Assign:ident, $assign:ident) => {
        operator!(@pairs $Trait, $name: (Dual, Dual), (&Dual, Dual), (Dual, &Dual), (&Dual, &Dual),
            (Dual, f64), (f64, Dual), (&Dual, f64), (f64, &Dual), (Dual, &f64), (&f64, Dual));

        impl<T> $Assign<T> for Dual
        where
            Dual: $Trait<T, Output = Dual>,
        {
            fn $assign(&mut self, other: T) {
                *self = $Trait::$name(*self, other);
            }
        }
    };
    (@pairs $Trait:ident, $name:ident: $(($A:ty, $B:ty)),*) => {$(
        impl $Trait<$B> for $A {
            type Output = Dual;
            fn $name(self, other: $B) -> Dual {
                $name(self.to_owned().into(), other.to_owned().into())
            }
        }
    )*};
}

operator!(Add, add, AddAssign, add_assign);
operator!(Sub, sub, SubAssign, sub_assign);
operator!(Mul, mul, MulAssign, mul_assign);
operator!(Div, div, DivAssign, div_assign);
operator!(Rem, rem, RemAssign, rem_assign);

impl Neg for Dual {
    type Output = Self;
    fn neg(self) -> Self {
        Self::new(-self.x, -self.dot)
    }
}

impl Neg for &Dual {
    type Output = Dual;
    fn neg(self) -> Dual {
        -*self
    }
}

macro_rules! scalar_before_array {
    ($($Trait:ident $name:ident)*) => {$(
        impl<S: Data<Elem = Dual>, D: Dimension> $Trait<ArrayBase<S, D>> for Dual {
            type Output = Array<Dual, D>;
            fn $name(self, array: ArrayBase<S, D>) -> Array<Dual, D> {
                array.mapv(|x| $Trait::$name(self, x))
            }
        }

        impl<S: Data<Elem = Dual>, D: Dimension> $Trait<&ArrayBase<S, D>> for Dual {
            type Output = Array<Dual, D>;
            fn $name(self, array: &ArrayBase<S, D>) -> Array<Dual, D> {
                array.mapv(|x| $Trait::$name(self, x))
            }
        }
    )*};
}

scalar_before_array!(Add add Sub sub Mul mul Div div);

impl Sum for Dual {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        // The sum of nothing is minus zero, as of late.
        items.fold(Self::constant(std::iter::empty::<f64>().sum()), add)
    }
}

impl<'a> Sum<&'a Dual> for Dual {
    fn sum<I: Iterator<Item = &'a Dual>>(items: I) -> Self {
        items.copied().sum()
    }
}

impl Product for Dual {
    fn product<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::constant(1.0), mul)
    }
}

impl<'a> Product<&'a Dual> for Dual {
    fn product<I: Iterator<Item = &'a Dual>>(items: I) -> Self {
        items.copied().product()
    }
}

impl Zero for Dual {
    fn zero() -> Self {
        Self::constant(0.0)
    }
    fn is_zero(&self) -> bool {
        self.x == 0.0 && self.dot == 0.0
    }
}

impl One for Dual {
    fn one() -> Self {
        Self::constant(1.0)
    }
}

impl FromPrimitive for Dual {
    fn from_i64(n: i64) -> Option<Self> {
        f64::from_i64(n).map(Self::constant)
    }
    fn from_u64(n: u64) -> Option<Self> {
        f64::from_u64(n).map(Self::constant)
    }
}

impl ScalarOperand for Dual {}
