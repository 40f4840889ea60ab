//! Functions with numbers of both types: storage in `f32` and sums in `f64`, casts back and forth.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::{check, twin};
use ndarray::Array1;

#[twin]
#[differentiable]
fn product(x: f64, y: f32) -> f64 {
    x * y as f64 + 2.0
}

/// Numbers of the type that isn't the result's, as variables.
#[twin]
#[differentiable]
fn there_and_back(x: f64, y: f32) -> f64 {
    let a = x as f32;
    let b = a * y + 0.5;
    let c = b.exp() * a - 1.0_f32 / b;
    f64::from(c) * x
}

#[twin]
#[differentiable]
fn narrowed(x: f32) -> f32 {
    let wide = x as f64;
    let s = wide.sin() * 3.0;
    (s * wide) as f32 + x
}

/// Variables that change, in a loop that may be left.
#[twin]
#[differentiable]
fn iterated(x: f64, y: f32, n: usize) -> f64 {
    let mut a = x as f32;
    let mut total = x;
    for i in 0..n {
        if a > 4.0 {
            break;
        }
        a = a * a + 0.1;
        a *= 1.5;
        if i % 2 == 0 {
            a -= y;
            continue;
        }
        total += a as f64;
    }
    let last: f32;
    if n > 1 {
        last = a * y;
    } else {
        last = y;
    }
    total * last as f64
}

/// A sum in `f64` of numbers in `f32`.
#[twin]
#[differentiable]
fn norm(x: &[f32]) -> f64 {
    let mut sum = 0.0;
    for v in x {
        let wide = *v as f64;
        sum += wide * wide;
    }
    sum.sqrt()
}

/// The same by a chain, and results in `f32`.
#[twin]
#[differentiable]
fn scaled(x: &[f32], w: f64) -> Vec<f32> {
    let sum: f64 = x.iter().map(|v| f64::from(*v * *v)).sum();
    let scale = (w / (1.0 + sum)) as f32;
    x.iter().map(|v| *v * scale).collect()
}

/// Elements side by side, in a loop that would have lanes with numbers of one type.
#[twin]
#[differentiable]
fn dot(x: &[f32], w: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let t = (x[i] as f64).tanh();
        sum += t * w[i] * w[i].exp();
    }
    sum
}

#[twin]
#[differentiable]
fn in_place(x: &mut [f32], w: f64) -> f64 {
    let mut sum = 0.0;
    for v in x.iter_mut() {
        *v = (*v as f64 * w).sin() as f32;
        sum += (*v * *v) as f64;
    }
    sum
}

#[twin]
#[differentiable]
fn soft(x: f32) -> f32 {
    x.tanh() * x
}

#[twin]
#[differentiable]
fn wide(x: f64, y: f64) -> f64 {
    x * y.cos()
}

/// Calls of functions of either type, in a loop.
#[twin(calls(soft, wide))]
#[differentiable]
fn calls(x: &[f32], w: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let s = soft(x[i]) + soft(w[i] as f32);
        sum += wide(s as f64, w[i]) * wide(x[i] as f64, 2.0);
    }
    sum
}

/// Tuples, arrays, closures and `match`.
#[twin]
#[differentiable]
fn parts(x: f32, y: f64) -> (f32, f64) {
    let pair = (x * 2.0, y * 3.0);
    let list = [x, x * x, y as f32];
    let square = |v: f32| v * v;
    let (a, b) = pair;
    let c = match a > 1.0 {
        true => square(a),
        false => square(list[1]) + list[2],
    };
    (c, b * c as f64 + f64::from(list[0]).max(y))
}

#[twin]
#[differentiable]
fn repeated(x: f32, y: f64, n: usize) -> f64 {
    let (mut a, mut b) = (x, y);
    #[checkpoint(snapshots = 2)]
    for _ in 0..n {
        a = a * 0.9 + (b.sin() as f32) * 0.1;
        b = b * 0.8 + a as f64 * 0.3;
    }
    a as f64 + b
}

/// Arrays of one type, made of arrays of the other.
#[twin]
#[differentiable]
fn arrays(x: &Array1<f64>, y: &Array1<f32>) -> f64 {
    let narrow = x.mapv(|v| v.tanh() as f32);
    let product = &narrow * y;
    let wide = product.mapv(|v| v as f64 * 2.0);
    wide.sum() + wide[0] * x[0]
}

#[test]
fn agree_with_dual_numbers() {
    check!(product(x, y); x = 0.6, y = 0.7_f32);
    check!(there_and_back(x, y); x = 0.6, y = 0.7_f32);
    check!(narrowed(x); x = 0.6_f32);
    for n in 0..6 {
        check!(iterated(x, y, n); x = 0.9, y = 0.3_f32, n = n as usize);
        check!(repeated(x, y, n); x = 0.9_f32, y = 0.3, n = n as usize);
    }
    let (x, w) = (vec![0.5_f32, -0.7, 1.1, 0.2], vec![0.3, 0.9, -0.4, 1.2]);
    check!(norm(&x); x = x.clone());
    check!(scaled(&x, w); x = x.clone(), w = 1.3; vector);
    check!(dot(&x, &w); x = x.clone(), w = w.clone());
    check!(in_place(&mut x, w); x = x.clone(), w = 1.3; value, left x);
    check!(calls(&x, &w); x = x.clone(), w = w.clone());
    check!(arrays(&x, &y); x = Array1::from(w.clone()), y = Array1::from(x.clone()));
    for x in [0.4_f32, 0.8] {
        check!(parts(x, y); x = x, y = 0.7; vector);
    }
}

/// Layers that store little and sum exactly.
#[derive(Clone, Debug, Differentiable)]
struct Layer {
    weights: Vec<f32>,
    bias: f64,
}

#[differentiable]
fn apply(layer: &Layer, x: &[f32]) -> f32 {
    let mut sum = layer.bias;
    for (w, v) in layer.weights.iter().zip(x) {
        sum += f64::from(*w) * f64::from(*v);
    }
    sum.tanh() as f32
}

#[test]
fn fields_of_both_types() {
    let layer = Layer {
        weights: vec![0.5, -0.25],
        bias: 0.125,
    };
    let x = [1.0_f32, 2.0];
    let (value, (layer_bar, x_bar)) = apply::value_and_grad(&layer, &x);
    let slope = 1.0 - f64::from(value) * f64::from(value);
    let close = |a: f64, b: f64| (a - b).abs() < 1e-6;
    assert!(close(layer_bar.bias, slope));
    for (bar, v) in layer_bar.weights.iter().zip(x) {
        assert!(close(f64::from(*bar), slope * f64::from(v)));
    }
    for (bar, w) in x_bar.iter().zip(&layer.weights) {
        assert!(close(f64::from(*bar), slope * f64::from(*w)));
    }
}
