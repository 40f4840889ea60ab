//! The derivatives of the elementary functions, one line each.
//!
//! A line names its two functions and gives the derivative as a linear map of `t`. For a function
//! of one argument that one map is both the JVP (`t` is the operand's tangent) and the VJP (`t` is
//! the result's cotangent); for more arguments there is one map for each, which the JVP adds up and
//! the VJP returns side by side. What happens at kinks is in the table at
//! [`Elementary`](crate::Elementary).

#![allow(non_camel_case_types, reason = "a rule is named like its function")]

use super::elementwise::{Binary, Elementwise, Ternary, Unary};
use crate::{Differentiable, Scalar};

/// Functions of one argument. `x` is the operand for `_vjp`, the result for `_vjp_y`.
macro_rules! unary {
    (by $by:ident; $($name:ident: $vjp:ident, $jvp:ident = |$x:ident, $t:ident| $derivative:expr;)*) => {$(
        #[doc = concat!("The rule of `", stringify!($name), "`.")]
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl Unary for $name {
            const BY_RESULT: bool = unary!(@ $by);
            #[inline(always)]
            fn vjp<T: Scalar>(self, $x: T, $t: T) -> T {
                $derivative
            }
        }

        #[doc = concat!("The cotangent of the operand of `", stringify!($name), "`.")]
        #[inline(always)]
        pub fn $vjp<T: Elementwise<A>, A: Differentiable>(
            $x: T,
            y_bar: T::Cotangent,
        ) -> T::Cotangent {
            $x.unary($name, y_bar)
        }

        #[doc = concat!("The tangent of the result of `", stringify!($name), "`.")]
        #[inline(always)]
        pub fn $jvp<T: Scalar>($x: T, x_dot: T) -> T {
            $name.vjp($x, x_dot)
        }
    )*};
    (@ result) => { true };
    (@ operand) => { false };
}

/// Functions of two arguments of the same type.
macro_rules! binary {
    ($($name:ident: $vjp:ident, $jvp:ident = |$a:ident, $b:ident, $t:ident| $da:expr, $db:expr;)*) => {$(
        #[doc = concat!("The rule of `", stringify!($name), "`.")]
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl Binary for $name {
            #[inline(always)]
            fn vjp<T: Scalar>(self, $a: T, $b: T, $t: T) -> (T, T) {
                ($da, $db)
            }
        }

        #[doc = concat!("The cotangents of the operands of `", stringify!($name), "`.")]
        #[inline(always)]
        pub fn $vjp<T: Elementwise<A>, A: Differentiable>(
            $a: T,
            $b: A,
            y_bar: T::Cotangent,
        ) -> (T::Cotangent, A::Cotangent) {
            $a.binary($name, $b, y_bar)
        }

        #[doc = concat!("The tangent of the result of `", stringify!($name), "`.")]
        #[inline(always)]
        pub fn $jvp<T: Scalar>($a: T, $b: T, a_dot: T, b_dot: T) -> T {
            $name.vjp($a, $b, a_dot).0 + $name.vjp($a, $b, b_dot).1
        }
    )*};
}

/// Functions of three arguments of the same type.
macro_rules! ternary {
    ($($name:ident: $vjp:ident, $jvp:ident = |$a:ident, $b:ident, $c:ident, $t:ident| $da:expr, $db:expr, $dc:expr;)*) => {$(
        #[doc = concat!("The rule of `", stringify!($name), "`.")]
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl Ternary for $name {
            #[inline(always)]
            fn vjp<T: Scalar>(self, $a: T, $b: T, $c: T, $t: T) -> (T, T, T) {
                ($da, $db, $dc)
            }
        }

        #[doc = concat!("The cotangents of the operands of `", stringify!($name), "`.")]
        #[inline(always)]
        pub fn $vjp<T: Elementwise<A>, A: Differentiable>(
            $a: T,
            $b: A,
            $c: A,
            y_bar: T::Cotangent,
        ) -> (T::Cotangent, A::Cotangent, A::Cotangent) {
            $a.ternary($name, $b, $c, y_bar)
        }

        #[doc = concat!("The tangent of the result of `", stringify!($name), "`.")]
        #[inline(always)]
        pub fn $jvp<T: Scalar>($a: T, $b: T, $c: T, a_dot: T, b_dot: T, c_dot: T) -> T {
            $name.vjp($a, $b, $c, a_dot).0
                + $name.vjp($a, $b, $c, b_dot).1
                + $name.vjp($a, $b, $c, c_dot).2
        }
    )*};
}

unary! {
    by result;
    exp: exp_vjp_y, exp_jvp_y = |y, t| t * y;
    exp2: exp2_vjp_y, exp2_jvp_y = |y, t| t * y * c(std::f64::consts::LN_2);
    exp_m1: exp_m1_vjp_y, exp_m1_jvp_y = |y, t| t * (y + c(1.0));
    sqrt: sqrt_vjp_y, sqrt_jvp_y = |y, t| used(t, t / (y + y));
    cbrt: cbrt_vjp_y, cbrt_jvp_y = |y, t| t / (y * y * c(3.0));
    tanh: tanh_vjp_y, tanh_jvp_y = |y, t| t * (c::<T>(1.0) - y * y);
    recip: recip_vjp_y, recip_jvp_y = |y, t| used(t, -t * y * y);
}

unary! {
    by operand;
    sin: sin_vjp, sin_jvp = |x, t| t * x.cos();
    cos: cos_vjp, cos_jvp = |x, t| -t * x.sin();
    tan: tan_vjp, tan_jvp = |x, t| t / square(x.cos());
    asin: asin_vjp, asin_jvp = |x, t| used(t, t / ((c::<T>(1.0) - x) * (c::<T>(1.0) + x)).sqrt());
    acos: acos_vjp, acos_jvp = |x, t| used(t, -t / ((c::<T>(1.0) - x) * (c::<T>(1.0) + x)).sqrt());
    atan: atan_vjp, atan_jvp = |x, t| t / (c::<T>(1.0) + x * x);
    sinh: sinh_vjp, sinh_jvp = |x, t| t * x.cosh();
    cosh: cosh_vjp, cosh_jvp = |x, t| t * x.sinh();
    asinh: asinh_vjp, asinh_jvp = |x, t| t / (x * x + c(1.0)).sqrt();
    acosh: acosh_vjp, acosh_jvp = |x, t| used(t, t / ((x - c(1.0)) * (x + c(1.0))).sqrt());
    atanh: atanh_vjp, atanh_jvp = |x, t| used(t, t / ((c::<T>(1.0) - x) * (c::<T>(1.0) + x)));
    ln: ln_vjp, ln_jvp = |x, t| used(t, t / x);
    ln_1p: ln_1p_vjp, ln_1p_jvp = |x, t| used(t, t / (c::<T>(1.0) + x));
    log2: log2_vjp, log2_jvp = |x, t| used(t, t / (x * c(std::f64::consts::LN_2)));
    log10: log10_vjp, log10_jvp = |x, t| used(t, t / (x * c(std::f64::consts::LN_10)));
    abs: abs_vjp, abs_jvp = |x, t| if x == c(0.0) { c(0.0) } else { t * x.signum() };
    signum: signum_vjp, signum_jvp = |_x, _t| c(0.0);
    floor: floor_vjp, floor_jvp = |_x, _t| c(0.0);
    ceil: ceil_vjp, ceil_jvp = |_x, _t| c(0.0);
    round: round_vjp, round_jvp = |_x, _t| c(0.0);
    round_ties_even: round_ties_even_vjp, round_ties_even_jvp = |_x, _t| c(0.0);
    trunc: trunc_vjp, trunc_jvp = |_x, _t| c(0.0);
    pow2: pow2_vjp, pow2_jvp = |x, t| t * (x + x);
    fract: fract_vjp, fract_jvp = |_x, t| t;
    to_degrees: to_degrees_vjp, to_degrees_jvp = |_x, t| t.to_degrees();
    to_radians: to_radians_vjp, to_radians_jvp = |_x, t| t.to_radians();
}

binary! {
    powf: powf_vjp, powf_jvp = |x, p, t| powf_dx(x, p, t), powf_dp(x, p, t);
    log: log_vjp, log_jvp = |x, b, t| used(t, t / (x * b.ln())), used(t, -t * x.ln() / (b * square(b.ln())));
    hypot: hypot_vjp, hypot_jvp = |x, y, t| hypot_dx(x, y, t), hypot_dx(y, x, t);
    atan2: atan2_vjp, atan2_jvp = |y, x, t| atan2_part(x, y, x, t), -atan2_part(y, y, x, t);
    max: max_vjp, max_jvp = |a, b, t| if_first(a > b, a, b, t), if_first(b > a, b, a, t);
    min: min_vjp, min_jvp = |a, b, t| if_first(a < b, a, b, t), if_first(b < a, b, a, t);
    copysign: copysign_vjp, copysign_jvp = |x, s, t| copysign_dx(x, s, t), c(0.0);
    rem: rem_vjp, rem_jvp = |x, m, t| t, -t * ((x - x % m) / m).round();
    rem_euclid: rem_euclid_vjp, rem_euclid_jvp = |x, m, t| t, -t * x.div_euclid(m);
    div_euclid: div_euclid_vjp, div_euclid_jvp = |_x, _m, _t| c(0.0), c(0.0);
}

ternary! {
    mul_add: mul_add_vjp, mul_add_jvp = |x, a, _b, t| t * a, t * x, t;
    clamp: clamp_vjp, clamp_jvp = |x, low, high, t| only(!(x < low || x > high), t), only(x < low, t), only(x > high, t);
}

/// The cotangent of the operand of `sin_cos`.
#[inline(always)]
pub fn sin_cos_vjp_y<T: Scalar>(y: (T, T), y_bar: (T, T)) -> T {
    y_bar.0 * y.1 - y_bar.1 * y.0
}

/// The tangent of the result of `sin_cos`.
#[inline(always)]
pub fn sin_cos_jvp_y<T: Scalar>(y: (T, T), x_dot: T) -> (T, T) {
    (x_dot * y.1, -x_dot * y.0)
}

/// The rule of `powi` with this exponent.
#[derive(Debug, Clone, Copy)]
pub struct powi(pub i32);

impl Unary for powi {
    const BY_RESULT: bool = false;
    #[inline(always)]
    fn vjp<T: Scalar>(self, x: T, t: T) -> T {
        match self.0 {
            0 => c(0.0),
            i32::MIN => used(t, t * c(f64::from(i32::MIN)) * (x.powi(i32::MIN) / x)),
            n => used(t, t * c(f64::from(n)) * x.powi(n - 1)),
        }
    }
}

/// The cotangent of the base of `powi`.
#[inline(always)]
pub fn powi_vjp<T: Elementwise<A>, A: Differentiable>(
    x: T,
    n: i32,
    y_bar: T::Cotangent,
) -> T::Cotangent {
    x.unary(powi(n), y_bar)
}

/// The tangent of the result of `powi`.
#[inline(always)]
pub fn powi_jvp<T: Scalar>(x: T, n: i32, x_dot: T) -> T {
    powi(n).vjp(x, x_dot)
}

// The parts of the rules above.

#[inline(always)]
fn c<T: Scalar>(value: f64) -> T {
    T::from_f64(value)
}

/// The contribution of a result with the cotangent `t`. One that nothing used, since a branch went
/// elsewhere, contributes nothing, also where the slope is infinite. The rules of functions whose slope is
/// infinite at the edge of their domain say so themselves; where else a branch may pass over a result, the
/// macro does.
#[inline(always)]
pub fn used<T: Scalar>(t: T, contribution: T) -> T {
    t.used(contribution)
}

#[inline(always)]
fn square<T: Scalar>(x: T) -> T {
    x * x
}

#[inline(always)]
fn only<T: Scalar>(condition: bool, t: T) -> T {
    if condition { t } else { c(0.0) }
}

#[inline(always)]
fn powf_dx<T: Scalar>(x: T, p: T, t: T) -> T {
    // `x⁰` is 1 for every `x`.
    if p.is_constant(0.0) {
        c(0.0)
    } else if x == c(0.0) && p == c(1.0) && !p.is_constant(1.0) {
        // 0, 1 or ∞, as `p` is larger, equal or smaller: no derivative by `p`.
        let above = p - c(1.0);
        t + used(above, above * T::nan())
    } else {
        used(p, used(t, t * p * x.powf(p - c(1.0))))
    }
}

#[inline(always)]
fn powf_dp<T: Scalar>(x: T, p: T, t: T) -> T {
    // `xᵖ ln x` has as many derivatives at 0 as `p` is larger than, all of them 0.
    let smooth = x.is_constant(0.0) || p > c(f64::from(T::ORDER));
    if x == c(0.0) && p >= c(0.0) && smooth {
        c(0.0)
    } else if x == c(0.0) && p >= c(0.0) {
        used(x, t * x.powf(p) * x.ln())
    } else {
        used(t, t * x.powf(p) * x.ln())
    }
}

#[inline(always)]
fn hypot_dx<T: Scalar>(x: T, y: T, t: T) -> T {
    if x == c(0.0) && (x.is_constant(0.0) || y == c(0.0)) {
        c(0.0)
    } else {
        used(x, t * (x / x.hypot(y)))
    }
}

/// `t · part / (x² + y²)`
#[inline(always)]
fn atan2_part<T: Scalar>(part: T, y: T, x: T, t: T) -> T {
    let square = x * x + y * y;
    if square == c(0.0) {
        c(0.0)
    } else {
        t * part / square
    }
}

#[inline(always)]
fn copysign_dx<T: Scalar>(x: T, sign: T, t: T) -> T {
    if x == c(0.0) {
        c(0.0)
    } else {
        t * x.signum() * c::<T>(1.0).copysign(sign)
    }
}

/// The share of `a` in the choice between `a` and `b`, where `chosen` says that `a` compares as
/// the one to take. `max` and `min` pass over a NaN.
#[inline(always)]
fn if_first<T: Scalar>(chosen: bool, a: T, b: T, t: T) -> T {
    if chosen {
        t
    } else if a == b {
        t * c(0.5)
    } else if is_nan(b) {
        if is_nan(a) { t * c(0.5) } else { t }
    } else {
        c(0.0)
    }
}

#[inline(always)]
#[allow(clippy::eq_op, reason = "NaN alone differs from itself")]
fn is_nan<T: Scalar>(x: T) -> bool {
    x != x
}
