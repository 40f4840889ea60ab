//! Against the standard library, whose functions are within a unit in the last place; for `f32`
//! against its functions of `f64`, rounded.

use super::*;
use crate::Scalar;

const FUNCTIONS: [Function; 5] = [
    Function::Exp,
    Function::ExpM1,
    Function::Tanh,
    Function::Ln,
    Function::Ln1p,
];

fn exact(function: Function, x: f64) -> f64 {
    match function {
        Function::Exp => x.exp(),
        Function::ExpM1 => x.exp_m1(),
        Function::Tanh => x.tanh(),
        Function::Ln => x.ln(),
        Function::Ln1p => x.ln_1p(),
    }
}

/// How far results may be from the standard library's, whose `tanh` may itself be off by two.
fn most(function: Function) -> f64 {
    if function == Function::Tanh { 3.0 } else { 2.0 }
}

/// The distance in units in the last place of `b`; none between numbers that print alike.
fn ulps(a: f64, b: f64, mantissa: i32) -> f64 {
    if a == b && a.is_sign_positive() == b.is_sign_positive() || a.is_nan() && b.is_nan() {
        return 0.0;
    }
    if a == b || !a.is_finite() || !b.is_finite() {
        return f64::INFINITY;
    }
    let least = if mantissa == 52 { -1022 } else { -126 };
    let exponent = (b.abs().log2().floor() as i32).max(least);
    // In two steps, since the unit may be subnormal.
    (a - b).abs() / 2.0_f64.powi(exponent / 2) / 2.0_f64.powi(exponent - exponent / 2 - mantissa)
}

/// Dense around zero and one, over all magnitudes, and the ends of the ranges.
fn numbers() -> Vec<f64> {
    let mut numbers: Vec<f64> = (-40_000..40_000).map(|k| f64::from(k) * 1.234e-3).collect();
    numbers.extend((-76_000..76_000).map(|k| f64::from(k) * 0.01 + 1e-3));
    numbers.extend((-20_000..20_000).map(|k| 1.0 + f64::from(k) * 3.1e-5));
    numbers.extend((-10_700..10_240).map(|k| 2.0_f64.powf(f64::from(k) * 0.1)));
    numbers.extend((-10_700..10_240).map(|k| -(2.0_f64.powf(f64::from(k) * 0.1))));
    for x in [
        0.0,
        1.0,
        f64::MIN_POSITIVE,
        5e-324,
        f64::EPSILON,
        f64::EPSILON / 2.0,
        f64::MAX,
        709.782712893384,
        709.9,
        745.13,
        746.0,
        1e300,
        1.0 - f64::EPSILON / 2.0,
        std::f64::consts::LN_2,
        std::f64::consts::SQRT_2,
        std::f64::consts::FRAC_1_SQRT_2,
        f64::INFINITY,
        f64::NAN,
    ] {
        numbers.extend([x, -x]);
    }
    numbers
}

/// The numbers as `f32`, with the ends of its ranges.
fn singles() -> Vec<f32> {
    let mut singles: Vec<f32> = numbers().into_iter().map(|x| x as f32).collect();
    for x in [
        f32::MIN_POSITIVE,
        1e-45,
        f32::EPSILON,
        f32::MAX,
        88.72,
        88.73,
        103.9,
        104.0,
    ] {
        singles.extend([x, -x]);
    }
    singles
}

macro_rules! accuracy {
    ($name:ident, $T:ident, $numbers:expr, $at_level:path, $mantissa:literal) => {
        #[test]
        fn $name() {
            let numbers: Vec<$T> = $numbers;
            for function in FUNCTIONS {
                for level in 0..3 {
                    let mut found = numbers.clone();
                    let job = Apply {
                        function,
                        numbers: &mut found,
                    };
                    #[cfg(target_arch = "x86_64")]
                    let ran = $at_level(level, job);
                    #[cfg(not(target_arch = "x86_64"))]
                    let ran = level == 0 && {
                        crate::simd::portable(job);
                        true
                    };
                    if !ran {
                        continue;
                    }
                    let mut worst = 0.0_f64;
                    for (&x, &y) in numbers.iter().zip(&found) {
                        let expected = exact(function, f64::from(x)) as $T;
                        let off = ulps(f64::from(y), f64::from(expected), $mantissa);
                        assert!(
                            off <= most(function),
                            "{function:?}({x:e}) at level {level}: {y:e}, {expected:e}, {off}"
                        );
                        worst = worst.max(off);
                    }
                    println!("{function:?} at level {level}: {worst}");
                }
            }
        }
    };
}

accuracy!(
    doubles_are_those_of_the_standard_library,
    f64,
    numbers(),
    crate::simd::at_level_f64,
    52
);
accuracy!(
    singles_are_those_of_the_standard_library,
    f32,
    singles(),
    crate::simd::at_level_f32,
    23
);

#[test]
fn slices_of_all_lengths() {
    for n in 0..40_u8 {
        let numbers: Vec<f64> = (0..n).map(|k| f64::from(k) * 0.3 - 2.0).collect();
        let mut found = numbers.clone();
        let sum = f64::exp_slice(&mut found, 1.0);
        let expected: Vec<f64> = numbers.iter().map(|x| (x - 1.0).exp()).collect();
        let total: f64 = expected.iter().sum();
        assert!((sum - total).abs() <= 1e-14 * total);
        for (a, b) in found.iter().zip(&expected) {
            assert!(ulps(*a, *b, 52) <= 2.0);
        }
        for function in FUNCTIONS {
            let mut found = numbers.clone();
            f64::apply_slice(function, &mut found);
            for (y, x) in found.iter().zip(&numbers) {
                assert!(
                    ulps(*y, exact(function, *x), 52) <= most(function),
                    "{function:?}({x})"
                );
            }
        }
    }
}
