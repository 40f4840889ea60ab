//! What a scope keeps together: numbers, old values, what calls give, and what is no number after all.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

#[twin]
#[differentiable]
fn halved(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[twin]
#[differentiable]
fn spread(x: f64) -> Vec<f64> {
    vec![x.sin(), x * x, x.exp()]
}

#[twin]
#[differentiable]
fn pair(x: f64) -> (f64, f64) {
    (x.cos(), x * x)
}

/// Results of calls, old values and functions of the loop's own.
#[twin(calls(halved))]
#[differentiable]
fn cells(x: &[f64], cell: &mut [f64]) -> f64 {
    let mut total = 1.0;
    for i in 0..x.len() {
        let gate = halved(x[i]);
        let change = (x[i] * total).tanh();
        cell[i] = cell[i] * gate + change * gate;
        total *= cell[i].tanh() + change;
    }
    total
}

/// Of the results, one is a vector and one a tuple.
#[twin(calls(halved, spread, pair))]
#[differentiable]
fn mixed(x: &[f64]) -> f64 {
    let mut s = 1.0;
    for i in 0..x.len() {
        let gate = halved(x[i]);
        let parts = spread(x[i] * gate);
        let (near, far) = pair(gate * s);
        let bent = (near * far).sin();
        s = s * bent + parts[0] * parts[1] * near;
        s *= parts[2] * far;
    }
    s
}

/// Exits between the values that a trip keeps.
#[twin(calls(halved))]
#[differentiable]
fn early(x: &[f64], y: &mut [f64]) -> f64 {
    let mut s = 1.0;
    for i in 0..x.len() {
        let a = halved(x[i] * s);
        y[i] = y[i] * a;
        s *= y[i] + a;
        if a < 0.3 {
            continue;
        }
        let b = (x[i] * a).exp();
        y[i] *= b * s;
        s = s * b.sin() + y[i];
        if b > 2.5 {
            break;
        }
        let c = (a * b * s).tanh();
        s = s * c + c * c;
        if c > 0.99 {
            return s * c * y[i];
        }
    }
    s
}

/// More than fits into one row.
#[twin(calls(halved))]
#[differentiable]
fn many(x: &[f64]) -> f64 {
    let mut s = 1.0;
    for i in 0..x.len() {
        let (a, b, c) = (halved(x[i]), (x[i] * s).sin(), (x[i] + s).cos());
        let (d, e, f) = ((a * b).exp(), (b * c).tanh(), (c * a).sin());
        let (g, h, j) = ((d * e).sin(), (e * f).cos(), (f * d).tanh());
        let (k, l, m) = ((g * h).exp(), (h * j).sin(), (j * g).cos());
        s = s * k * l + m * a;
        s *= d * h + j * c;
        s = s * (e * f + g * b).exp();
    }
    s
}

/// The other number type: part by part.
#[twin]
#[differentiable]
fn single(x: &[f32]) -> f32 {
    let mut s = 1.0;
    for i in 0..x.len() {
        let a = (x[i] * s).sin();
        let b = (a * x[i]).exp();
        s = s * a * b + b;
    }
    s
}

#[test]
fn rows() {
    let x = vec![0.3, -0.8, 1.2];
    check!(cells(&x, &mut y); x = x.clone(), y = vec![0.5, -0.4, 0.9]; value, left y);
    check!(mixed(&x); x = x.clone());
    check!(many(&x); x = x);
    check!(many(&x); x = vec![0.4]);
    check!(single(&x); x = vec![0.3_f32, -0.8, 1.2]);
}

#[test]
fn rows_that_exits_cut() {
    for x in [
        vec![0.2, 0.5, 0.9],
        vec![-3.0, 0.4, 0.1],
        vec![0.4, 3.0, 0.1],
        vec![0.4, -2.0, 2.0, 5.0],
    ] {
        let y = vec![0.7; x.len()];
        check!(early(&x, &mut y); x = x, y = y; value, left y);
    }
}
