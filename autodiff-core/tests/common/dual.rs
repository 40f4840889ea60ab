//! Forward mode from scratch: a number and its tangent. Derivatives come from as few formulas as
//! possible (`+ - * /`, `exp`, `ln`, `sin`, `cos`); all other functions are written by identities
//! in these, or as inverses, so that they share nothing with the table under test.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// `v + d ε`
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dual {
    pub v: f64,
    pub d: f64,
}

/// A constant.
pub fn constant(v: f64) -> Dual {
    Dual { v, d: 0.0 }
}

/// The variable that is differentiated by.
pub fn variable(v: f64) -> Dual {
    Dual { v, d: 1.0 }
}

impl Add for Dual {
    type Output = Self;
    fn add(self, b: Self) -> Self {
        Self {
            v: self.v + b.v,
            d: self.d + b.d,
        }
    }
}

impl Sub for Dual {
    type Output = Self;
    fn sub(self, b: Self) -> Self {
        Self {
            v: self.v - b.v,
            d: self.d - b.d,
        }
    }
}

impl Mul for Dual {
    type Output = Self;
    fn mul(self, b: Self) -> Self {
        Self {
            v: self.v * b.v,
            d: self.d * b.v + self.v * b.d,
        }
    }
}

impl Div for Dual {
    type Output = Self;
    fn div(self, b: Self) -> Self {
        Self {
            v: self.v / b.v,
            d: (self.d * b.v - self.v * b.d) / (b.v * b.v),
        }
    }
}

impl Neg for Dual {
    type Output = Self;
    fn neg(self) -> Self {
        constant(0.0) - self
    }
}

impl Dual {
    pub fn exp(self) -> Self {
        Self {
            v: self.v.exp(),
            d: self.d * self.v.exp(),
        }
    }
    pub fn ln(self) -> Self {
        Self {
            v: self.v.ln(),
            d: self.d / self.v,
        }
    }
    pub fn sin(self) -> Self {
        Self {
            v: self.v.sin(),
            d: self.d * self.v.cos(),
        }
    }
    pub fn cos(self) -> Self {
        Self {
            v: self.v.cos(),
            d: -self.d * self.v.sin(),
        }
    }

    /// The function whose value here is `v` and whose inverse is `inverse`.
    fn inverse(self, v: f64, inverse: impl Fn(Self) -> Self) -> Self {
        Self {
            v,
            d: self.d / inverse(variable(v)).d,
        }
    }

    /// Piecewise: on this piece, `self * slope` plus a constant that makes the value `v`.
    fn piece(self, v: f64, slope: f64) -> Self {
        Self {
            v,
            d: self.d * slope,
        }
    }

    pub fn exp2(self) -> Self {
        (self * constant(2.0).ln()).exp()
    }
    pub fn exp_m1(self) -> Self {
        self.exp() - constant(1.0)
    }
    pub fn ln_1p(self) -> Self {
        (self + constant(1.0)).ln()
    }
    pub fn log2(self) -> Self {
        self.log(constant(2.0))
    }
    pub fn log10(self) -> Self {
        self.log(constant(10.0))
    }
    pub fn log(self, base: Self) -> Self {
        self.ln() / base.ln()
    }
    pub fn sqrt(self) -> Self {
        self.inverse(self.v.sqrt(), |y| y * y)
    }
    pub fn cbrt(self) -> Self {
        self.inverse(self.v.cbrt(), |y| y * y * y)
    }
    pub fn recip(self) -> Self {
        constant(1.0) / self
    }
    pub fn pow2(self) -> Self {
        self * self
    }
    pub fn tan(self) -> Self {
        self.sin() / self.cos()
    }
    pub fn asin(self) -> Self {
        self.inverse(self.v.asin(), Self::sin)
    }
    pub fn acos(self) -> Self {
        self.inverse(self.v.acos(), Self::cos)
    }
    pub fn atan(self) -> Self {
        self.inverse(self.v.atan(), Self::tan)
    }
    pub fn sinh(self) -> Self {
        (self.exp() - (-self).exp()) / constant(2.0)
    }
    pub fn cosh(self) -> Self {
        (self.exp() + (-self).exp()) / constant(2.0)
    }
    pub fn tanh(self) -> Self {
        self.sinh() / self.cosh()
    }
    pub fn asinh(self) -> Self {
        self.inverse(self.v.asinh(), Self::sinh)
    }
    pub fn acosh(self) -> Self {
        self.inverse(self.v.acosh(), Self::cosh)
    }
    pub fn atanh(self) -> Self {
        self.inverse(self.v.atanh(), Self::tanh)
    }
    pub fn abs(self) -> Self {
        if self.v < 0.0 { -self } else { self }
    }
    pub fn signum(self) -> Self {
        self.piece(self.v.signum(), 0.0)
    }
    pub fn floor(self) -> Self {
        self.piece(self.v.floor(), 0.0)
    }
    pub fn ceil(self) -> Self {
        self.piece(self.v.ceil(), 0.0)
    }
    pub fn round(self) -> Self {
        self.piece(self.v.round(), 0.0)
    }
    pub fn trunc(self) -> Self {
        self.piece(self.v.trunc(), 0.0)
    }
    pub fn fract(self) -> Self {
        self - self.trunc()
    }
    pub fn to_degrees(self) -> Self {
        self * constant(180.0 / std::f64::consts::PI)
    }
    pub fn to_radians(self) -> Self {
        self * constant(std::f64::consts::PI / 180.0)
    }
    pub fn powf(self, p: Self) -> Self {
        (self.ln() * p).exp()
    }
    pub fn powi(self, n: i32) -> Self {
        let product = (0..n.abs()).fold(constant(1.0), |product, _| product * self);
        if n < 0 { product.recip() } else { product }
    }
    pub fn hypot(self, b: Self) -> Self {
        (self * self + b * b).sqrt()
    }
    /// The angle of the point, turned into the half-plane where `atan` is right.
    pub fn atan2(self, x: Self) -> Self {
        let d = if x.v.abs() > self.v.abs() {
            (self / x).atan()
        } else {
            -(x / self).atan()
        };
        Self {
            v: self.v.atan2(x.v),
            d: d.d,
        }
    }
    pub fn max(self, b: Self) -> Self {
        if self.v > b.v { self } else { b }
    }
    pub fn min(self, b: Self) -> Self {
        if self.v < b.v { self } else { b }
    }
    pub fn copysign(self, sign: Self) -> Self {
        let x = self.abs();
        if sign.v < 0.0 { -x } else { x }
    }
    pub fn rem(self, m: Self) -> Self {
        self - m * (self / m).trunc()
    }
    pub fn div_euclid(self, m: Self) -> Self {
        constant(self.v.div_euclid(m.v))
    }
    pub fn rem_euclid(self, m: Self) -> Self {
        self - m * self.div_euclid(m)
    }
    pub fn mul_add(self, a: Self, b: Self) -> Self {
        self * a + b
    }
    pub fn clamp(self, low: Self, high: Self) -> Self {
        self.max(low).min(high)
    }
}
