//! Every elementary function, at points away from kinks.

use autodiff_core::{Scalar, differentiable};

macro_rules! functions {
    ($($name:ident($($i:literal)*) at $([$($x:literal),+]),+;)*) => {
        mod one {
            use super::*;
            $(
                #[differentiable]
                pub(super) fn $name<T: Scalar>(x: &[T]) -> T {
                    x[0].$name($(x[$i]),*)
                }
            )*
        }

        $(
            #[test]
            fn $name() {
                use one::$name;
                second!($name; $([$($x),+]),+);
            }
        )*

        const TESTED: &[&str] = &[$(stringify!($name)),*];
    };
}

functions! {
    exp() at [0.4], [-1.0];
    exp2() at [0.4], [-1.0];
    exp_m1() at [0.4], [1e-9];
    ln() at [0.4], [7.0];
    ln_1p() at [0.4], [1e-9];
    log2() at [0.4], [7.0];
    log10() at [0.4], [7.0];
    sqrt() at [0.4], [7.0];
    cbrt() at [0.4], [-7.0];
    recip() at [0.4], [-7.0];
    sin() at [0.4], [-2.0], [0.0];
    cos() at [0.4], [-2.0], [0.0];
    tan() at [0.4], [-1.0];
    asin() at [0.4], [-0.8], [0.0];
    acos() at [0.4], [-0.8];
    atan() at [0.4], [-3.0], [0.0];
    sinh() at [0.4], [-1.0];
    cosh() at [0.4], [0.0];
    tanh() at [0.4], [-1.0], [0.0];
    asinh() at [0.4], [-3.0], [0.0];
    acosh() at [1.4], [3.0];
    atanh() at [0.4], [-0.8];
    abs() at [0.4], [-3.0];
    signum() at [0.4], [-3.0];
    floor() at [0.4], [-3.3];
    ceil() at [0.4], [-3.3];
    round() at [0.4], [-3.3];
    round_ties_even() at [0.4], [-3.3];
    trunc() at [0.4], [-3.3];
    fract() at [0.4], [-3.3];
    to_degrees() at [0.4], [-3.3];
    to_radians() at [0.4], [-3.3];
    powf(1) at [0.4, 1.3], [2.0, -1.5], [1.4, 0.0], [0.7, 1.0], [0.7, 2.0];
    log(1) at [0.4, 3.0], [7.0, 0.6];
    hypot(1) at [0.4, 1.3], [-2.0, 0.7], [0.0, 1.5], [1.5, 0.0];
    atan2(1) at [0.4, 1.3], [-2.0, -0.7], [0.0, 1.5], [1.5, 0.0];
    max(1) at [0.4, 1.3], [-2.0, -3.0];
    min(1) at [0.4, 1.3], [-2.0, -3.0];
    copysign(1) at [0.4, -1.3], [-2.0, -3.0];
    rem_euclid(1) at [7.4, 1.3], [-5.3, 2.0];
    div_euclid(1) at [7.4, 1.3], [-5.3, 2.0];
    mul_add(1 2) at [0.4, -1.3, 0.8], [0.0, 0.0, 0.0];
    clamp(1 2) at [0.4, -1.3, 0.8], [-1.7, -1.3, 0.8], [1.7, -1.3, 0.8];
}

/// The table that `Elementary` is made of.
#[test]
fn none_is_missing() {
    let source = include_str!("../../../autodiff-core/src/elementary.rs");
    let (_, table) = source.split_once("$macro! {").expect("the table");
    let (table, _) = table.split_once('}').expect("its end");
    // Arguments are in parentheses.
    let mut depth = 0;
    let names: String = table
        .chars()
        .map(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            let name = depth == 0 && (c.is_alphanumeric() || c == '_');
            if name { c } else { ' ' }
        })
        .collect();
    let names: Vec<&str> = names.split_whitespace().collect();
    assert!(names.len() > 40, "{names:?}");
    for name in names {
        assert!(TESTED.contains(&name), "`{name}` isn't tested");
    }
}

macro_rules! power {
    ($($name:ident $n:literal;)*) => {
        $(
            #[differentiable]
            fn $name<T: Scalar>(x: &[T]) -> T {
                x[0].powi($n)
            }
        )*

        #[test]
        fn powers() {
            $(second!($name; [0.7], [-1.3]);)*
        }
    };
}

power! {
    zeroth 0;
    first 1;
    second_power 2;
    third 3;
    fifth 5;
    inverse -1;
    inverse_square -2;
}

#[test]
fn powers_at_zero() {
    second!(zeroth; [0.0]);
    second!(first; [0.0]);
    second!(second_power; [0.0]);
    second!(third; [0.0]);
    second!(fifth; [0.0]);
}

#[differentiable]
fn sin_cos<T: Scalar>(x: &[T]) -> T {
    let (s, c) = x[0].sin_cos();
    s * c * c
}

#[differentiable]
fn remainder<T: Scalar>(x: &[T]) -> T {
    let r = x[0] % x[1];
    r * r * x[1]
}

#[differentiable]
fn quotients<T: Scalar>(x: &[T]) -> T {
    let mut q = x[0] / x[1] - x[1] / (x[0] * x[0] + T::from_f64(1.0));
    q /= x[1] + T::from_f64(3.0);
    q *= -x[0];
    q -= x[1];
    q
}

#[test]
fn others() {
    second!(sin_cos; [0.4], [-2.0]);
    second!(remainder; [7.4, 1.3], [-5.3, 2.2]);
    second!(quotients; [7.4, 1.3], [-0.3, 2.2]);
}
