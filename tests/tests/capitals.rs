//! Names with a capital in patterns: constants and variants.

#![allow(
    non_snake_case,
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::differences;

const MAX: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Light {
    Red,
    Green,
}
use Light::{Green, Red};

#[differentiable]
fn constants(x: f64, n: usize) -> f64 {
    const MIN: usize = 1;
    match n {
        MAX => x * x * MAX as f64,
        MIN => x.sin() + MIN as f64,
        _ => x * 2.0,
    }
}

#[differentiable(wrt(x))]
fn variants(x: f64, mut light: Light) -> f64 {
    let mut y = x;
    for _ in 0..3 {
        light = match light {
            Red => Green,
            Green => Red,
        };
        if let Green = light {
            y *= x;
        }
    }
    y
}

#[differentiable]
fn nothing(x: f64) -> f64 {
    let last = match Some(x) {
        None => None,
        Some(y) => Some(y * x),
    };
    last.unwrap_or(0.0)
}

#[differentiable]
fn bound((A, B): (f64, f64)) -> f64 {
    let mut sum = A * B;
    for (K, V) in [(A, B), (B, A)] {
        sum += K * K * V;
    }
    let Some(X) = Some(A) else { return 0.0 };
    match B {
        ref Y if *Y > 5.0 => *Y,
        mut Z => {
            Z *= X;
            sum * Z
        }
    }
}

#[differentiable]
fn with_subpattern(x: f64, n: usize) -> f64 {
    let k = match n {
        N @ 0..=2 => N as f64,
        _ => 0.5,
    };
    let y = match Some(x) {
        Some(A @ 0.0..=1.0) => A * A,
        Some(B @ _) => B * k,
        None => 0.0,
    };
    y * k + y
}

#[test]
fn patterns() {
    for n in 0..5 {
        differences!(constants(x, n); x = 0.7, n = n);
    }
    for light in [Red, Green] {
        let h = 1e-5;
        let slope = (variants(1.3 + h, light) - variants(1.3 - h, light)) / (2.0 * h);
        let grad = variants::grad(1.3, light);
        assert!((grad - slope).abs() < 1e-6, "{grad} {slope}");
    }
    differences!(nothing(x); x = 0.7);
    differences!(with_subpattern(x, n); x = 0.7, n = 1);
    differences!(with_subpattern(x, n); x = 1.7, n = 5);
    differences!(bound(p); p = (0.7, 1.3));
}
