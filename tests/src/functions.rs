//! The elementary functions of dual numbers, from their derivatives as a calculus book has them,
//! and the documented conventions where there is none.

use std::cmp::Ordering;
use std::f64::consts::{LN_2, LN_10, PI};

use crate::Dual;

/// `y(x)` and `y'(x)` for a function of one argument.
macro_rules! functions {
    ($($name:ident: |$x:ident, $y:ident| $slope:expr;)*) => {
        #[allow(missing_docs, unused_variables, reason = "named like the functions of f64; some slopes read the value alone")]
        impl Dual {$(
            #[must_use]
            pub fn $name(self) -> Self {
                let $x = self.x;
                let $y = $x.$name();
                let slope: f64 = $slope;
                Self::new($y, term(slope, self.dot))
            }
        )*}
    };
}

functions! {
    sin: |x, y| x.cos();
    cos: |x, y| -x.sin();
    tan: |x, y| 1.0 + y * y;
    asin: |x, y| 1.0 / (1.0 - x * x).sqrt();
    acos: |x, y| -1.0 / (1.0 - x * x).sqrt();
    atan: |x, y| 1.0 / (1.0 + x * x);
    sinh: |x, y| (x.exp() + (-x).exp()) / 2.0;
    cosh: |x, y| (x.exp() - (-x).exp()) / 2.0;
    tanh: |x, y| 1.0 / x.cosh().powi(2);
    asinh: |x, y| 1.0 / x.hypot(1.0);
    acosh: |x, y| 1.0 / (x * x - 1.0).sqrt();
    atanh: |x, y| 1.0 / (1.0 - x * x);
    exp: |x, y| x.exp();
    exp2: |x, y| x.exp2() * LN_2;
    exp_m1: |x, y| x.exp();
    ln: |x, y| 1.0 / x;
    ln_1p: |x, y| 1.0 / (1.0 + x);
    log2: |x, y| 1.0 / (x * LN_2);
    log10: |x, y| 1.0 / (x * LN_10);
    sqrt: |x, y| 0.5 / x.sqrt();
    cbrt: |x, y| x.abs().powf(-2.0 / 3.0) / 3.0;
    recip: |x, y| -1.0 / (x * x);
    abs: |x, y| match x.partial_cmp(&0.0) {
        Some(Ordering::Less) => -1.0,
        Some(Ordering::Equal) => 0.0,
        Some(Ordering::Greater) => 1.0,
        None => f64::NAN,
    };
    signum: |x, y| 0.0;
    floor: |x, y| 0.0;
    ceil: |x, y| 0.0;
    round: |x, y| 0.0;
    round_ties_even: |x, y| 0.0;
    trunc: |x, y| 0.0;
    fract: |x, y| 1.0;
    to_degrees: |x, y| 180.0 / PI;
    to_radians: |x, y| PI / 180.0;
}

/// A term of a total derivative: what doesn't move contributes nothing.
fn term(slope: f64, dot: f64) -> f64 {
    if dot == 0.0 { 0.0 } else { slope * dot }
}

#[allow(missing_docs, reason = "named like the functions of f64")]
impl Dual {
    #[must_use]
    pub fn powi(self, n: i32) -> Self {
        let slope = if n == 0 {
            0.0
        } else {
            f64::from(n) * self.x.powf(f64::from(n) - 1.0)
        };
        Self::new(self.x.powi(n), slope * self.dot)
    }

    #[must_use]
    pub fn powf(self, p: Self) -> Self {
        let y = self.x.powf(p.x);
        let by_x = if p.x == 0.0 {
            0.0
        } else {
            p.x * self.x.powf(p.x - 1.0)
        };
        let by_p = if self.x == 0.0 && p.x >= 0.0 {
            0.0
        } else {
            y * self.x.ln()
        };
        Self::new(y, term(by_x, self.dot) + term(by_p, p.dot))
    }

    #[must_use]
    pub fn log(self, base: Self) -> Self {
        let dot = (self.ln() / base.ln()).dot;
        Self::new(self.x.log(base.x), dot)
    }

    #[must_use]
    pub fn hypot(self, other: Self) -> Self {
        let y = self.x.hypot(other.x);
        let dot = if y == 0.0 {
            0.0
        } else {
            self.x / y * self.dot + other.x / y * other.dot
        };
        Self::new(y, dot)
    }

    #[must_use]
    pub fn atan2(self, x: Self) -> Self {
        let square = self.x * self.x + x.x * x.x;
        Self::new(
            self.x.atan2(x.x),
            (x.x * self.dot - self.x * x.dot) / square,
        )
    }

    /// Ties go half and half; a NaN loses.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        match self.x.partial_cmp(&other.x) {
            Some(Ordering::Greater) => self,
            Some(Ordering::Less) => other,
            Some(Ordering::Equal) => Self::new(self.x.max(other.x), (self.dot + other.dot) / 2.0),
            None => {
                if self.x.is_nan() {
                    other
                } else {
                    self
                }
            }
        }
    }

    /// Ties go half and half; a NaN loses.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        -(-self).max(-other)
    }

    #[must_use]
    pub fn clamp(self, low: Self, high: Self) -> Self {
        if self.x < low.x {
            low
        } else if self.x > high.x {
            high
        } else {
            self
        }
    }

    #[must_use]
    pub fn copysign(self, sign: Self) -> Self {
        let y = self.x.copysign(sign.x);
        let slope = if self.x == 0.0 {
            0.0
        } else if y.is_sign_negative() == self.x.is_sign_negative() {
            1.0
        } else {
            -1.0
        };
        Self::new(y, slope * self.dot)
    }

    #[must_use]
    pub fn rem_euclid(self, m: Self) -> Self {
        let quotient = self.x.div_euclid(m.x);
        Self::new(self.x.rem_euclid(m.x), self.dot - quotient * m.dot)
    }

    #[must_use]
    pub fn div_euclid(self, m: Self) -> Self {
        Self::constant(self.x.div_euclid(m.x))
    }

    #[must_use]
    pub fn mul_add(self, a: Self, b: Self) -> Self {
        Self::new(self.x.mul_add(a.x, b.x), (self * a + b).dot)
    }

    #[must_use]
    pub fn sin_cos(self) -> (Self, Self) {
        (self.sin(), self.cos())
    }

    #[must_use]
    pub fn total_cmp(&self, other: &Self) -> Ordering {
        self.x.total_cmp(&other.x)
    }

    #[must_use]
    pub const fn is_nan(self) -> bool {
        self.x.is_nan()
    }

    #[must_use]
    pub const fn is_finite(self) -> bool {
        self.x.is_finite()
    }

    #[must_use]
    pub const fn is_infinite(self) -> bool {
        self.x.is_infinite()
    }

    #[must_use]
    pub const fn is_sign_negative(self) -> bool {
        self.x.is_sign_negative()
    }

    #[must_use]
    pub const fn to_bits(self) -> u64 {
        self.x.to_bits()
    }
}
