//! A slice that is taken apart bit by bit.

use autodiff_core::differentiable;

#[differentiable]
fn by_pattern(mut x: &[f64]) -> f64 {
    let mut s = 0.0;
    while let [first, rest @ ..] = x {
        s = s * 0.5 + first;
        x = rest;
    }
    s
}

#[differentiable]
fn by_ranges(mut x: &[f64]) -> f64 {
    let mut s = 0.0;
    while x.len() > 1 {
        s += x[0] * x[1];
        x = &x[1..];
    }
    s
}

fn main() {}
