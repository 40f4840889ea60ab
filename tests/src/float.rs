//! Dual numbers as the floating-point numbers that `ndarray`'s own methods ask for.

use num_traits::{Float, Num, NumCast, ToPrimitive};

use crate::Dual;

impl ToPrimitive for Dual {
    fn to_i64(&self) -> Option<i64> {
        self.x.to_i64()
    }
    fn to_u64(&self) -> Option<u64> {
        self.x.to_u64()
    }
    fn to_f64(&self) -> Option<f64> {
        Some(self.x)
    }
}

impl NumCast for Dual {
    fn from<T: ToPrimitive>(n: T) -> Option<Self> {
        n.to_f64().map(Self::constant)
    }
}

impl Num for Dual {
    type FromStrRadixErr = <f64 as Num>::FromStrRadixErr;
    fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
        f64::from_str_radix(text, radix).map(Self::constant)
    }
}

macro_rules! float {
    (constants: $($constant:ident)*; tests: $($test:ident)*; unary: $($unary:ident)*; binary: $($binary:ident)*;) => {
        impl Float for Dual {
            $(fn $constant() -> Self {
                Self::constant(<f64 as Float>::$constant())
            })*
            $(fn $test(self) -> bool {
                self.x.$test()
            })*
            $(fn $unary(self) -> Self {
                Dual::$unary(self)
            })*
            $(fn $binary(self, other: Self) -> Self {
                Dual::$binary(self, other)
            })*
            fn is_normal(self) -> bool {
                self.x.is_normal()
            }
            fn classify(self) -> std::num::FpCategory {
                self.x.classify()
            }
            fn mul_add(self, a: Self, b: Self) -> Self {
                Dual::mul_add(self, a, b)
            }
            fn powi(self, n: i32) -> Self {
                Dual::powi(self, n)
            }
            fn abs_sub(self, other: Self) -> Self {
                (self - other).max(Self::constant(0.0))
            }
            fn sin_cos(self) -> (Self, Self) {
                Dual::sin_cos(self)
            }
            fn integer_decode(self) -> (u64, i16, i8) {
                self.x.integer_decode()
            }
        }
    };
}

float! {
    constants: nan infinity neg_infinity neg_zero min_value min_positive_value max_value;
    tests: is_nan is_infinite is_finite is_sign_positive is_sign_negative;
    unary: floor ceil round trunc fract abs signum recip sqrt exp exp2 ln log2 log10 cbrt
        sin cos tan asin acos atan exp_m1 ln_1p sinh cosh tanh asinh acosh atanh
        to_degrees to_radians;
    binary: powf log max min hypot atan2;
}
