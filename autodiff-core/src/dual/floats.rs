//! The traits of `num_traits`, for functions generic over its `Float`.

use std::num::FpCategory;

use num_traits::{Bounded, Float, FloatConst, FromPrimitive, Num, NumCast, ToPrimitive};

use super::Dual;
use crate::{Elementary, Scalar};

impl<T: Scalar + Num> Num for Dual<T> {
    type FromStrRadixErr = T::FromStrRadixErr;
    fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
        T::from_str_radix(text, radix).map(Self::constant)
    }
}

impl<T: Scalar> Bounded for Dual<T> {
    fn min_value() -> Self {
        Self::constant(T::min_value())
    }
    fn max_value() -> Self {
        Self::constant(T::max_value())
    }
}

macro_rules! conversions {
    ($($to:ident $from:ident $N:ty;)*) => {
        /// Of the primal: integers, and numbers of a type without tangents.
        impl<T: Scalar + ToPrimitive> ToPrimitive for Dual<T> {
            $(
                #[inline]
                fn $to(&self) -> Option<$N> {
                    self.primal.$to()
                }
            )*
        }

        impl<T: Scalar + FromPrimitive> FromPrimitive for Dual<T> {
            $(
                #[inline]
                fn $from(n: $N) -> Option<Self> {
                    <T as FromPrimitive>::$from(n).map(Self::constant)
                }
            )*
        }
    };
}

conversions! {
    to_isize from_isize isize;
    to_i8 from_i8 i8;
    to_i16 from_i16 i16;
    to_i32 from_i32 i32;
    to_i64 from_i64 i64;
    to_i128 from_i128 i128;
    to_usize from_usize usize;
    to_u8 from_u8 u8;
    to_u16 from_u16 u16;
    to_u32 from_u32 u32;
    to_u64 from_u64 u64;
    to_u128 from_u128 u128;
    to_f32 from_f32 f32;
    to_f64 from_f64 f64;
}

/// A constant.
impl<T: Scalar + NumCast> NumCast for Dual<T> {
    #[inline]
    fn from<N: ToPrimitive>(n: N) -> Option<Self> {
        <T as NumCast>::from(n).map(Self::constant)
    }
}

macro_rules! constants {
    ($($name:ident)*) => {
        impl<T: Scalar + FloatConst> FloatConst for Dual<T> {
            $(
                fn $name() -> Self {
                    Self::constant(T::$name())
                }
            )*
        }
    };
}

constants! {
    E FRAC_1_PI FRAC_1_SQRT_2 FRAC_2_PI FRAC_2_SQRT_PI FRAC_PI_2 FRAC_PI_3 FRAC_PI_4 FRAC_PI_6
    FRAC_PI_8 LN_10 LN_2 LOG10_E LOG2_E PI SQRT_2 TAU LOG10_2 LOG2_10
}

macro_rules! float {
    (
        constants: $($constant:ident)*;
        predicates: $($predicate:ident)*;
        unary: $($unary:ident)*;
        binary: $($binary:ident)*
    ) => {
        impl<T: Scalar + Float> Float for Dual<T> {
            $(
                #[inline]
                fn $constant() -> Self {
                    Self::constant(<T as Float>::$constant())
                }
            )*
            $(
                #[inline]
                fn $predicate(self) -> bool {
                    Float::$predicate(self.primal)
                }
            )*
            $(
                #[inline]
                fn $unary(self) -> Self {
                    Elementary::$unary(self)
                }
            )*
            $(
                #[inline]
                fn $binary(self, other: Self) -> Self {
                    Elementary::$binary(self, other)
                }
            )*
            #[inline]
            fn classify(self) -> FpCategory {
                self.primal.classify()
            }
            #[inline]
            fn integer_decode(self) -> (u64, i16, i8) {
                self.primal.integer_decode()
            }
            #[inline]
            fn mul_add(self, a: Self, b: Self) -> Self {
                Elementary::mul_add(self, a, b)
            }
            #[inline]
            fn clamp(self, low: Self, high: Self) -> Self {
                Elementary::clamp(self, low, high)
            }
            #[inline]
            fn powi(self, n: i32) -> Self {
                Elementary::powi(self, n)
            }
            #[inline]
            fn sin_cos(self) -> (Self, Self) {
                Elementary::sin_cos(self)
            }
            #[inline]
            fn abs_sub(self, other: Self) -> Self {
                if self <= other {
                    Self::constant(T::from_f64(0.0))
                } else {
                    self - other
                }
            }
        }
    };
}

float! {
    constants: nan infinity neg_infinity neg_zero epsilon min_value max_value min_positive_value;
    predicates: is_nan is_infinite is_finite is_normal is_subnormal is_sign_positive is_sign_negative;
    unary: exp exp2 exp_m1 ln ln_1p log2 log10 sqrt cbrt recip
        sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh
        abs signum floor ceil round trunc fract to_degrees to_radians;
    binary: powf log hypot atan2 max min copysign
}
