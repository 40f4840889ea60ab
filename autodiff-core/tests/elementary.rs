//! Every rule of an elementary function, one line each, against central differences and against
//! dual numbers: VJP and JVP, in both precisions.

mod common;

use autodiff_core::__private as ad;
use common::dual::{Dual, constant, variable};
use common::{assert_close, derivative};
use proptest::prelude::*;

/// Whether `x` is so near to a multiple of one half that differences would step over it.
fn near_a_step(x: f64) -> bool {
    let twice = 2.0 * x;
    (twice - twice.round()).abs() < 0.02
}

/// `name: domain, vjp, jvp [the argument of the rules as a function of `x`]`
macro_rules! unary {
    ($($name:ident: $domain:expr, $vjp:ident, $jvp:ident [$at:expr] $(, skip $skip:expr)?;)*) => {$(
        mod $name {
            use super::*;
            proptest! {
                #[test]
                fn unary(x in $domain, y_bar in -3.0..3.0) {
                    $(prop_assume!(!$skip(x));)?
                    let at: fn(f64) -> f64 = $at;
                    let f = |x: f64| $name(x);
                    let x_bar = ad::$vjp(at(x), y_bar);
                    assert_close(x_bar, y_bar * derivative(f, x), 1e-7, "against differences");
                    let dual = Dual::$name(variable(x));
                    assert_close(dual.v, f(x), 1e-12, "value of the dual");
                    assert_close(x_bar, y_bar * dual.d, 1e-10, "against duals");
                    assert_close(ad::$jvp(at(x), y_bar), y_bar * dual.d, 1e-10, "JVP against duals");
                    let single = ad::$vjp(&(at(x) as f32), y_bar as f32);
                    assert_close(f64::from(single), x_bar, 2e-4, "single precision");
                }
            }
            fn $name(x: f64) -> f64 {
                unary!(@value $name x)
            }
        }
    )*};
    (@value pow2 $x:ident) => { $x * $x };
    (@value $name:ident $x:ident) => { f64::$name($x) };
}

unary! {
    exp: -3.0..3.0, exp_vjp_y, exp_jvp_y [f64::exp];
    exp2: -3.0..3.0, exp2_vjp_y, exp2_jvp_y [f64::exp2];
    exp_m1: -3.0..3.0, exp_m1_vjp_y, exp_m1_jvp_y [f64::exp_m1];
    sqrt: 0.1..9.0, sqrt_vjp_y, sqrt_jvp_y [f64::sqrt];
    cbrt: 0.2..9.0, cbrt_vjp_y, cbrt_jvp_y [f64::cbrt];
    tanh: -3.0..3.0, tanh_vjp_y, tanh_jvp_y [f64::tanh];
    recip: 0.2..9.0, recip_vjp_y, recip_jvp_y [f64::recip];
    sin: -7.0..7.0, sin_vjp, sin_jvp [|x| x];
    cos: -7.0..7.0, cos_vjp, cos_jvp [|x| x];
    tan: -1.3..1.3, tan_vjp, tan_jvp [|x| x];
    asin: -0.9..0.9, asin_vjp, asin_jvp [|x| x];
    acos: -0.9..0.9, acos_vjp, acos_jvp [|x| x];
    atan: -7.0..7.0, atan_vjp, atan_jvp [|x| x];
    sinh: -3.0..3.0, sinh_vjp, sinh_jvp [|x| x];
    cosh: -3.0..3.0, cosh_vjp, cosh_jvp [|x| x];
    asinh: -7.0..7.0, asinh_vjp, asinh_jvp [|x| x];
    acosh: 1.2..9.0, acosh_vjp, acosh_jvp [|x| x];
    atanh: -0.9..0.9, atanh_vjp, atanh_jvp [|x| x];
    ln: 0.1..9.0, ln_vjp, ln_jvp [|x| x];
    ln_1p: -0.9..9.0, ln_1p_vjp, ln_1p_jvp [|x| x];
    log2: 0.1..9.0, log2_vjp, log2_jvp [|x| x];
    log10: 0.1..9.0, log10_vjp, log10_jvp [|x| x];
    abs: -3.0..3.0, abs_vjp, abs_jvp [|x| x], skip near_a_step;
    signum: -3.0..3.0, signum_vjp, signum_jvp [|x| x], skip near_a_step;
    floor: -3.0..3.0, floor_vjp, floor_jvp [|x| x], skip near_a_step;
    ceil: -3.0..3.0, ceil_vjp, ceil_jvp [|x| x], skip near_a_step;
    round: -3.0..3.0, round_vjp, round_jvp [|x| x], skip near_a_step;
    trunc: -3.0..3.0, trunc_vjp, trunc_jvp [|x| x], skip near_a_step;
    fract: -3.0..3.0, fract_vjp, fract_jvp [|x| x], skip near_a_step;
    pow2: -3.0..3.0, pow2_vjp, pow2_jvp [|x| x];
    to_degrees: -7.0..7.0, to_degrees_vjp, to_degrees_jvp [|x| x];
    to_radians: -700.0..700.0, to_radians_vjp, to_radians_jvp [|x| x];
}

/// `name: domains, vjp, jvp [the value]`
macro_rules! binary {
    ($($name:ident: $a:expr, $b:expr, $vjp:ident, $jvp:ident [$value:expr], skip $skip:expr;)*) => {$(
        mod $name {
            use super::*;
            proptest! {
                #[test]
                fn binary(a in $a, b in $b, y_bar in -3.0..3.0) {
                    let skip: fn(f64, f64) -> bool = $skip;
                    prop_assume!(!skip(a, b));
                    let f: fn(f64, f64) -> f64 = $value;
                    let (a_bar, b_bar) = ad::$vjp(a, b, y_bar);
                    assert_close(a_bar, y_bar * derivative(|a| f(a, b), a), 1e-7, "differences, first");
                    assert_close(b_bar, y_bar * derivative(|b| f(a, b), b), 1e-7, "differences, second");
                    let first = Dual::$name(variable(a), constant(b));
                    let second = Dual::$name(constant(a), variable(b));
                    assert_close(first.v, f(a, b), 1e-12, "value of the dual");
                    assert_close(a_bar, y_bar * first.d, 1e-10, "duals, first");
                    assert_close(b_bar, y_bar * second.d, 1e-10, "duals, second");
                    let both = Dual::$name(Dual { v: a, d: y_bar }, Dual { v: b, d: 0.5 });
                    assert_close(ad::$jvp(a, b, y_bar, 0.5), both.d, 1e-10, "JVP against duals");
                    let single = ad::$vjp(&(a as f32), b as f32, y_bar as f32);
                    assert_close(f64::from(single.0), a_bar, 1e-3, "single precision, first");
                    assert_close(f64::from(single.1), b_bar, 1e-3, "single precision, second");
                }
            }
        }
    )*};
}

fn near_zero(a: f64, b: f64) -> bool {
    a.abs() < 0.01 || b.abs() < 0.01
}

fn near_origin(a: f64, b: f64) -> bool {
    a.abs().max(b.abs()) < 0.2
}

fn quotient_near_a_step(a: f64, b: f64) -> bool {
    (a / b - (a / b).round()).abs() < 0.03
}

binary! {
    powf: 0.2..3.0, -3.0..3.0, powf_vjp, powf_jvp [f64::powf], skip |_, _| false;
    log: 0.2..9.0, 1.5..9.0, log_vjp, log_jvp [f64::log], skip |_, _| false;
    hypot: -3.0..3.0, -3.0..3.0, hypot_vjp, hypot_jvp [f64::hypot], skip near_origin;
    atan2: -3.0..3.0, 0.3..3.0, atan2_vjp, atan2_jvp [f64::atan2], skip near_origin;
    max: -3.0..3.0, -3.0..3.0, max_vjp, max_jvp [f64::max], skip |a, b| (a - b).abs() < 0.01;
    min: -3.0..3.0, -3.0..3.0, min_vjp, min_jvp [f64::min], skip |a, b| (a - b).abs() < 0.01;
    copysign: -3.0..3.0, -3.0..3.0, copysign_vjp, copysign_jvp [f64::copysign], skip near_zero;
    rem: -9.0..9.0, 1.0..3.0, rem_vjp, rem_jvp [|a, b| a % b], skip quotient_near_a_step;
    rem_euclid: -9.0..9.0, 1.0..3.0, rem_euclid_vjp, rem_euclid_jvp [f64::rem_euclid], skip quotient_near_a_step;
    div_euclid: -9.0..9.0, 1.0..3.0, div_euclid_vjp, div_euclid_jvp [f64::div_euclid], skip quotient_near_a_step;
}

proptest! {
    #[test]
    fn atan2_in_the_left_half_plane(y in 0.3..3.0_f64, x in -3.0..-0.3, sign in proptest::bool::ANY) {
        let y = if sign { y } else { -y };
        let (y_bar, x_bar) = ad::atan2_vjp(y, x, 1.0);
        assert_close(y_bar, derivative(|y| f64::atan2(y, x), y), 1e-7, "first");
        assert_close(x_bar, derivative(|x| f64::atan2(y, x), x), 1e-7, "second");
    }

    #[test]
    fn powi(x in 0.3..2.0_f64, n in -5..6, negative in proptest::bool::ANY, y_bar in -3.0..3.0) {
        let x = if negative { -x } else { x };
        let x_bar = ad::powi_vjp(x, n, y_bar);
        assert_close(x_bar, y_bar * variable(x).powi(n).d, 1e-10, "against duals");
        assert_close(x_bar, y_bar * derivative(|x| x.powi(n), x), 1e-5, "against differences");
        assert_close(ad::powi_jvp(x, n, y_bar), x_bar, 0.0, "JVP");
    }

    #[test]
    fn sin_cos(x in -7.0..7.0_f64, y_bar in (-3.0..3.0, -3.0..3.0)) {
        let x_bar = ad::sin_cos_vjp_y(x.sin_cos(), y_bar);
        let f = |x: f64| y_bar.0 * x.sin() + y_bar.1 * x.cos();
        assert_close(x_bar, derivative(f, x), 1e-8, "against differences");
        let (sin_dot, cos_dot) = ad::sin_cos_jvp_y(x.sin_cos(), 2.0);
        assert_close(sin_dot, 2.0 * variable(x).sin().d, 1e-12, "JVP");
        assert_close(cos_dot, 2.0 * variable(x).cos().d, 1e-12, "JVP");
    }

    #[test]
    fn mul_add(x in -3.0..3.0_f64, a in -3.0..3.0_f64, b in -3.0..3.0, y_bar in -3.0..3.0) {
        let (x_bar, a_bar, b_bar) = ad::mul_add_vjp(x, a, b, y_bar);
        assert_close(x_bar, y_bar * derivative(|x| x.mul_add(a, b), x), 1e-8, "x");
        assert_close(a_bar, y_bar * derivative(|a| x.mul_add(a, b), a), 1e-8, "a");
        assert_close(b_bar, y_bar * derivative(|b| x.mul_add(a, b), b), 1e-8, "b");
        let dual = Dual { v: x, d: 1.0 }.mul_add(Dual { v: a, d: 2.0 }, Dual { v: b, d: 3.0 });
        assert_close(ad::mul_add_jvp(x, a, b, 1.0, 2.0, 3.0), dual.d, 1e-10, "JVP");
    }

    #[test]
    fn clamp(x in -3.0..3.0_f64, low in -2.0..-0.5_f64, high in 0.5..2.0_f64, y_bar in -3.0..3.0) {
        prop_assume!((x - low).abs() > 0.01 && (x - high).abs() > 0.01);
        let (x_bar, low_bar, high_bar) = ad::clamp_vjp(x, low, high, y_bar);
        assert_close(x_bar, y_bar * derivative(|x| x.clamp(low, high), x), 1e-8, "x");
        assert_close(low_bar, y_bar * derivative(|low| x.clamp(low, high), low), 1e-8, "low");
        assert_close(high_bar, y_bar * derivative(|high| x.clamp(low, high), high), 1e-8, "high");
        let dual = Dual { v: x, d: 1.0 }.clamp(Dual { v: low, d: 2.0 }, Dual { v: high, d: 3.0 });
        assert_close(ad::clamp_jvp(x, low, high, 1.0, 2.0, 3.0), dual.d, 1e-12, "JVP");
    }
}
