//! Cotangents of scalars that several places add to: which of them comes first in the reverse sweep
//! depends on exits, branches and loops, and the first one declares the cotangent.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

/// Read again behind an exit, in a loop, and where it is made.
#[twin]
#[differentiable]
fn behind_an_exit(x: f64, y: f64) -> f64 {
    let a = x * y;
    let b = a.sin();
    if b < 0.0 {
        return a * b;
    }
    let c = a + b;
    let mut sum = c * c;
    for i in 0..3 {
        if sum > 4.0 {
            return sum * a;
        }
        sum += a * b * i as f64;
    }
    sum / c
}

/// The last reader in the text is a loop without trips, or the arm that isn't taken.
#[twin]
#[differentiable]
fn never_reached(x: f64, n: usize) -> f64 {
    let a = x.exp();
    let b = a * a;
    let mut sum = b;
    if n > 100 {
        sum += a;
    }
    for _ in 0..n {
        sum *= a;
    }
    sum
}

/// Nothing reads it at all, or only what is constant.
#[twin]
#[differentiable]
fn never_read(x: f64) -> f64 {
    let a = x * x;
    let b = a.cos();
    let _unused = b * 2.0;
    let steps = b.floor();
    if b > steps { a } else { -a }
}

/// Changed after its first readers, by itself too.
#[twin]
#[differentiable]
fn changed(x: f64, y: f64) -> f64 {
    let mut a = x + y;
    let before = a * x;
    a += a;
    a -= a * a;
    let between = a * before;
    a = between;
    a = a;
    a *= y;
    let x = a - before;
    let a = x * x;
    a + between + x
}

/// The same name inside and outside, tuples, and what a block gives.
#[twin]
#[differentiable]
fn shadowed(x: f64, y: f64) -> f64 {
    let (a, b) = (x * y, x + y);
    let c = {
        let a = a * b;
        let (b, a) = (a.sin(), b * a);
        a - b * a
    };
    let mut sum = a;
    for k in 0..3 {
        let a = sum * b;
        let sum_of_both = a + c;
        sum = sum_of_both / (k as f64 + 1.5);
        if sum > 10.0 {
            let c = a * c;
            sum = c + b;
            break;
        }
    }
    let (p, q) = if sum > c { (sum * a, b) } else { (c, sum + a) };
    p * q + a
}

/// By closures, before and after the place where it is read itself.
#[twin]
#[differentiable]
fn by_closures(x: f64, y: f64) -> f64 {
    let a = x * y;
    let b = a + x;
    let scaled = |v: f64| v * a + b;
    let c = scaled(b);
    let d = a * c;
    let e = scaled(d) + scaled(a);
    e * b
}

#[test]
fn agree() {
    for (x, y) in [(0.3, 0.8), (1.2, 1.1), (2.0, 0.9), (-1.3, 0.7), (0.0, -0.0)] {
        check!(behind_an_exit(x, y); x = x, y = y);
        check!(changed(x, y); x = x, y = y);
        check!(shadowed(x, y); x = x, y = y);
        check!(by_closures(x, y); x = x, y = y);
        check!(never_read(x); x = x + 0.1);
        for n in [0_usize, 1, 4] {
            check!(never_reached(x, n.0); x = x, n = autodiff_tests::Const(n));
        }
    }
}

/// Long enough for several functions: summands come from other stretches than the variable.
macro_rules! long {
    ($name:ident: $($k:literal)*) => {
        #[twin]
        #[differentiable]
        fn $name(x: f64, y: f64) -> f64 {
            let first = x * y;
            let mut sum = first;
            let mut last = y;
            $(
                let a = sum * 0.5 + $k;
                let b = 0.3 * (a * last).tanh() + 0.1 * first;
                let (c, d) = (a * b, b - last);
                last = c / (2.0 + d * d);
                sum = sum * 0.25 + c * first;
                if sum > 3.0 {
                    sum = last + a;
                }
            )*
            sum * first + last
        }
    };
}

long!(long: 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.0 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 2.0 2.1 2.2 2.3 2.4 2.5 2.6
    2.7 2.8 2.9 3.0);

#[test]
fn long_functions_agree() {
    for (x, y) in [(0.3, 0.8), (1.2, 1.1), (-1.3, 0.7)] {
        check!(long(x, y); x = x, y = y);
    }
}
