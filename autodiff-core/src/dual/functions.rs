//! The elementary and special functions: values by those of the primal, tangents by the rules.

use super::Dual;
use crate::ops::bell;
use crate::rules::elementary as rules;
use crate::{Elementary, Scalar, Special};

macro_rules! functions {
    (
        $($unary:ident)*;
        $($binary:ident($b:ident))*;
        $($ternary:ident($c:ident, $d:ident))*
    ) => {
        impl<T: Scalar> Elementary for Dual<T> {
            $(
                #[inline(always)]
                fn $unary(self) -> Self {
                    self.unary(rules::$unary, T::$unary(self.primal))
                }
            )*
            $(
                #[inline(always)]
                fn $binary(self, $b: Self) -> Self {
                    self.binary(rules::$binary, $b, T::$binary(self.primal, $b.primal))
                }
            )*
            $(
                #[inline(always)]
                fn $ternary(self, $c: Self, $d: Self) -> Self {
                    let value = T::$ternary(self.primal, $c.primal, $d.primal);
                    self.ternary(rules::$ternary, $c, $d, value)
                }
            )*
            #[inline(always)]
            fn sin_cos(self) -> (Self, Self) {
                let value = self.primal.sin_cos();
                let tangent = rules::sin_cos_jvp_y(value, self.tangent);
                (Self::new(value.0, tangent.0), Self::new(value.1, tangent.1))
            }
            #[inline(always)]
            fn powi(self, n: i32) -> Self {
                self.unary(rules::powi(n), self.primal.powi(n))
            }
        }
    };
}

crate::elementary::for_elementary!(functions);

impl<T: Scalar> Special for Dual<T> {
    fn erf(self) -> Self {
        Self::new(self.primal.erf(), self.tangent * bell(self.primal))
    }
    fn erfc(self) -> Self {
        Self::new(self.primal.erfc(), -self.tangent * bell(self.primal))
    }
    fn erfinv(self) -> Self {
        let value = self.primal.erfinv();
        Self::new(value, self.tangent / bell(value))
    }
    fn ln_gamma(self) -> Self {
        let slope = self.primal.polygamma(0);
        Self::new(self.primal.ln_gamma(), self.tangent * slope)
    }
    fn polygamma(self, n: u32) -> Self {
        let slope = self.primal.polygamma(n + 1);
        Self::new(self.primal.polygamma(n), self.tangent * slope)
    }
}
