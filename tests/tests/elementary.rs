//! The elementary functions, as methods and as paths, and what happens at kinks.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{Dual, check, twin};

macro_rules! unary {
    ($($name:ident $(at $x:expr)+;)*) => {
        mod method {
            use super::*;
            $(
                #[twin]
                #[differentiable]
                pub(super) fn $name(x: f64) -> f64 {
                    let y = x.$name();
                    y * y + y
                }
            )*
        }
        mod path {
            use super::*;
            $(
                #[twin]
                #[differentiable]
                pub(super) fn $name(x: f64) -> f64 {
                    f64::$name(x * x) * x + f64::$name(x)
                }
            )*
        }
        #[test]
        fn unary_functions() {
            $($(
                check!(method::$name(x); x = $x);
                check!(path::$name(x); x = $x);
            )+)*
        }
    };
}

unary! {
    sin at 0.4 at -2.0;
    cos at 0.4 at -2.0;
    tan at 0.4;
    asin at 0.4 at -0.9;
    acos at 0.4 at -0.9;
    atan at 0.4 at -3.0;
    sinh at 0.4 at -1.0;
    cosh at 0.4 at -1.0;
    tanh at 0.4 at -1.0;
    asinh at 0.4 at -3.0;
    acosh at 1.4 at 3.0;
    atanh at 0.4 at -0.8;
    exp at 0.4 at -1.0;
    exp2 at 0.4 at -1.0;
    exp_m1 at 0.4 at 1e-9;
    ln at 0.4 at 7.0;
    ln_1p at 0.4 at 1e-9;
    log2 at 0.4 at 7.0;
    log10 at 0.4 at 7.0;
    sqrt at 0.4 at 7.0;
    cbrt at 0.4 at -7.0;
    recip at 0.4 at -7.0;
    abs at 0.4 at -7.0;
    signum at 0.4 at -7.0;
    floor at 0.4 at -1.3;
    ceil at 0.4 at -1.3;
    round at 0.4 at -1.3;
    round_ties_even at 0.4 at -1.3;
    trunc at 0.4 at -1.3;
    fract at 0.4 at -1.3;
    to_degrees at 0.4;
    to_radians at 0.4;
}

macro_rules! binary {
    ($($name:ident $(at $x:expr, $y:expr)+;)*) => {
        mod binary_method {
            use super::*;
            $(
                #[twin]
                #[differentiable]
                pub(super) fn $name(x: f64, y: f64) -> f64 {
                    let z = x.$name(y) * y;
                    z * x
                }
            )*
        }
        mod binary_path {
            use super::*;
            $(
                #[twin]
                #[differentiable]
                pub(super) fn $name(x: f64, y: f64) -> f64 {
                    f64::$name(x, y * 1.5) + f64::$name(x + 2.0, 1.25) + f64::$name(2.75, y)
                }
            )*
        }
        #[test]
        fn binary_functions() {
            $($(
                check!(binary_method::$name(x, y); x = $x, y = $y);
                check!(binary_path::$name(x, y); x = $x, y = $y);
            )+)*
        }
    };
}

binary! {
    powf at 1.3, 0.7 at 0.4, -2.2;
    log at 1.3, 2.7 at 0.4, 3.3;
    hypot at 1.3, 0.7 at -0.4, 2.2;
    atan2 at 1.3, 0.7 at -0.4, -2.2;
    max at 1.3, 0.7 at -0.4, 2.2;
    min at 1.3, 0.7 at -0.4, 2.2;
    copysign at 1.3, -0.7 at -0.4, 2.2;
    rem_euclid at 7.3, 2.1 at -7.3, 2.1;
    div_euclid at 7.3, 2.1 at -7.3, 2.1;
}

#[twin]
#[differentiable]
fn powers(x: f64, n: i32) -> f64 {
    x.powi(3) + x.powi(n) * x + f64::powi(x, -2) + x.powi(0) + (x * 2.0).powi(1)
}

#[twin]
#[differentiable]
fn fused(a: f64, b: f64, c: f64) -> f64 {
    a.mul_add(b, c) * f64::mul_add(c, a, 2.0) + b.mul_add(b, b)
}

#[twin]
#[differentiable]
fn clamped(x: f64, low: f64, high: f64) -> f64 {
    x.clamp(low, high) * x + f64::clamp(x, -1.0, 1.0) * low
}

#[twin]
#[differentiable]
fn both(x: f64, y: f64) -> f64 {
    let (s, c) = (x * y).sin_cos();
    let p = f64::sin_cos(y);
    s * c * x + p.0 * p.1 + s
}

#[twin]
#[differentiable]
fn chained(x: f64, y: f64) -> f64 {
    x.sin()
        .exp()
        .ln_1p()
        .sqrt()
        .max(y.abs().powf(1.5))
        .atan2(x.hypot(y).recip())
}

#[test]
fn other_functions() {
    check!(powers(x, n); x = 1.3, n = 4_i32);
    check!(powers(x, n); x = -1.3, n = -3_i32);
    check!(fused(a, b, c); a = 1.3, b = 0.7, c = -2.0);
    check!(clamped(x, a, b); x = 0.5, a = 0.0, b = 1.0);
    check!(clamped(x, a, b); x = -0.5, a = 0.0, b = 1.0);
    check!(clamped(x, a, b); x = 1.5, a = 0.25, b = 1.25);
    check!(both(x, y); x = 1.3, y = 0.7);
    check!(chained(x, y); x = 1.3, y = 0.7);
    check!(chained(x, y); x = 0.3, y = -2.7);
}

#[twin]
#[differentiable]
fn of_references(x: &f64, v: &[f64]) -> f64 {
    let mut s = x.sin() + *x * x;
    for t in v.iter() {
        s += t.exp() * x - t * t + -t;
        s = s.max(*t);
    }
    s
}

#[test]
fn behind_references() {
    check!(of_references(&x, &v); x = 0.4, v = vec![0.3, -0.8]);
}

#[twin]
#[differentiable]
fn relu(x: f64) -> f64 {
    x.max(0.0)
}

#[twin]
#[differentiable]
fn kinks(x: f64, y: f64) -> f64 {
    x.max(y) + 2.0 * x.min(y) + (x - y).abs() + x.clamp(-1.0, 1.0) + (x - y).signum()
}

#[twin]
#[differentiable]
fn distance(x: f64, y: f64) -> f64 {
    x.hypot(y) + (x * x + y).abs()
}

#[test]
fn at_kinks() {
    check!(kink relu(x); x = 0.0);
    assert_eq!(relu::grad(0.0), 0.5);
    assert_eq!(relu::grad(-0.0), 0.5);
    check!(kink kinks(x, y); x = 0.5, y = 0.5);
    check!(kink kinks(x, y); x = 1.0, y = -1.0);
    check!(kink kinks(x, y); x = -1.0, y = -1.0);
    check!(kink distance(x, y); x = 0.0, y = 0.0);
    assert_eq!(distance::grad(0.0, 0.0), (0.0, 0.0));
}

#[twin]
#[differentiable]
fn rough(x: f64, y: f64) -> f64 {
    x.ln() + y.sqrt() * 2.0 + x.max(y) / x
}

#[test]
fn not_a_number() {
    assert!(rough::grad(f64::NAN, 1.0).0.is_nan());
    assert_eq!(rough::grad(f64::INFINITY, 4.0).1, 0.5);
    assert_eq!(rough::grad(1.0, 0.0).1, f64::INFINITY);
    check!(kink rough(x, y); x = -1.0, y = 2.0);
    check!(kink relu(x); x = f64::NAN);
    assert_eq!(relu::grad(f64::NAN), 0.0, "the number 0 was returned");
    check!(kink relu(x); x = f64::INFINITY);
    check!(kink squared(x); x = f64::INFINITY);
    check!(kink squared(x); x = f64::NAN);
    assert_eq!(squared::grad(f64::NEG_INFINITY), f64::NEG_INFINITY);
}

#[twin]
#[differentiable]
fn squared(x: f64) -> f64 {
    x * x
}

#[twin]
#[differentiable]
fn guarded(x: f64) -> f64 {
    // The branch not taken has no say, even where it would be infinite.
    if x > 0.0 { x.sqrt() } else { 0.0 }
}

#[test]
fn branches_not_taken() {
    check!(kink guarded(x); x = 0.0);
    assert_eq!(guarded::grad(0.0), 0.0);
    check!(guarded(x); x = 0.25);
}

#[test]
fn the_twin_itself() {
    let y = chained::dual(Dual::new(1.3, 1.0), Dual::constant(0.7));
    assert_eq!(y.x, chained(1.3, 0.7));
}
