//! `for` over slices, vectors and arrays: `iter`, `iter_mut`, `enumerate`, `zip` and their like.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

#[twin]
#[differentiable]
fn over_slices(x: &[f64], y: &[f64]) -> f64 {
    let mut s = 1.0;
    for v in x {
        s = s * v + v.sin();
    }
    for v in x.iter() {
        s += *v * s;
    }
    for &v in y {
        s = s.cos() * v;
    }
    for (a, b) in x.iter().zip(y) {
        s += a * b * s;
    }
    for (a, &b) in x.iter().zip(y.iter()) {
        s += a / (b * b + 1.0);
    }
    for (i, v) in x.iter().enumerate() {
        s = s + v * y[i % y.len()] * i as f64;
    }
    for (i, (a, b)) in x.iter().zip(y.iter()).enumerate() {
        s = s * 0.5 + (a - b) * i as f64;
    }
    s
}

#[twin]
#[differentiable]
fn backwards(x: &[f64]) -> f64 {
    let mut s = 1.0;
    for v in x.iter().rev() {
        s = s * v + 1.0;
    }
    for (i, v) in x.iter().enumerate().rev() {
        s = s.sin() + v * i as f64;
    }
    for (i, v) in x.iter().rev().enumerate() {
        s = s * 0.3 - v * v * i as f64;
    }
    for v in x.iter().skip(1) {
        s *= v + 2.0;
    }
    for v in x[1..].iter().rev() {
        s = s * v + 1.0;
    }
    s
}

#[twin]
#[differentiable]
fn part_way(x: &[f64]) -> f64 {
    let mut s = 0.0_f64;
    for v in x.iter().copied() {
        if v < 0.0 {
            continue;
        }
        if s > 2.0 {
            break;
        }
        let t = v * v;
        s += t * s.cos();
    }
    for v in x.iter().take(2) {
        s += v * s;
    }
    for (k, v) in x.iter().enumerate() {
        if k == 3 {
            return s * v;
        }
        s += v;
    }
    s
}

#[twin]
#[differentiable]
fn chunks(x: &[f64]) -> f64 {
    let mut s = 1.0;
    for c in x.chunks(2) {
        s = s * c[0] + c[c.len() - 1];
    }
    for w in x.windows(2) {
        s += (w[0] - w[1]) * (w[0] - w[1]) * s;
    }
    for (i, c) in x.chunks_exact(3).enumerate() {
        s = s.sin() + c[0] * c[1] * c[2] * i as f64;
    }
    s
}

#[test]
fn shared() {
    for n in 1..6 {
        let x: Vec<f64> = (0..n).map(|i| 0.3 - 0.7 * f64::from(i)).collect();
        let y: Vec<f64> = (0..n).map(|i| 1.3 - 0.4 * f64::from(i)).collect();
        check!(over_slices(&x, &y); x = x.clone(), y = y.clone());
        check!(backwards(&x); x = x.clone());
        check!(part_way(&x); x = x.clone());
        check!(chunks(&x); x = x.clone());
    }
    check!(over_slices(&x, &y); x = Vec::<f64>::new(), y = vec![1.0]);
    check!(over_slices(&x, &y); x = Vec::<f64>::new(), y = Vec::<f64>::new());
}

#[twin]
#[differentiable]
fn in_place(x: &[f64], w: f64) -> f64 {
    let mut y = x.to_vec();
    for v in y.iter_mut() {
        *v = *v * w + *v;
    }
    for v in &mut y {
        *v *= *v;
    }
    for (i, v) in y.iter_mut().enumerate() {
        *v += w * i as f64;
        *v = v.sin();
    }
    for (v, u) in y.iter_mut().zip(x) {
        *v -= u * u;
        *v *= u;
    }
    for (v, u) in y.iter_mut().zip(x.iter()) {
        if *u > 0.0 {
            *v = *v * w;
            continue;
        }
        *v = 0.5;
    }
    let mut s = 0.0;
    for v in &y {
        s = s * w + v;
    }
    s
}

#[twin]
#[differentiable]
fn in_place_chunks(x: &[f64], w: f64) -> Vec<f64> {
    let mut y = x.to_vec();
    for c in y.chunks_mut(2) {
        c[0] = c[0] * w;
        let n = c.len() - 1;
        c[n] = c[0] * c[n] + 1.0;
    }
    for v in y[1..].iter_mut() {
        *v = v.exp();
    }
    y
}

#[test]
fn mutable() {
    for n in 1..6 {
        let x: Vec<f64> = (0..n).map(|i| 0.3 - 0.7 * f64::from(i)).collect();
        check!(in_place(&x, w); x = x.clone(), w = 1.3);
        check!(in_place_chunks(&x, w); x = x.clone(), w = 1.3; vector);
    }
    check!(in_place(&x, w); x = Vec::<f64>::new(), w = 1.3);
}

#[twin]
#[differentiable]
fn owned(x: Vec<f64>, a: [f64; 2]) -> f64 {
    let mut s = 1.0;
    for v in a {
        s *= v;
    }
    for v in x {
        s = s * v + 1.0;
    }
    s
}

#[twin]
#[differentiable]
fn over_literals(x: f64) -> f64 {
    let mut s = x;
    for w in [0.5, 1.5, -0.25] {
        s = s * x + w;
    }
    for &n in &[1, 3, 2] {
        s += x.powi(n) * s;
    }
    for name in ["a", "bc"] {
        s *= name.len() as f64 * x;
    }
    s
}

#[twin]
#[differentiable]
fn over_integers(x: &[f64], order: &[usize], signs: Vec<i32>) -> f64 {
    let mut s = 1.0;
    for &i in order {
        s = s * x[i] + 0.5;
    }
    for i in order.iter() {
        s += x[*i] * s;
    }
    for (k, i) in order.iter().enumerate() {
        s = s.sin() + x[*i] * x[k];
    }
    for (i, v) in order.iter().zip(x) {
        s += v * x[*i];
    }
    for sign in signs {
        s = s * x[0] * sign as f64 + 0.2;
    }
    s
}

#[test]
fn other_sources() {
    check!(over_literals(x); x = 0.7);
    check!(over_integers(&x, &o, s.clone()); x = vec![0.3, -0.7, 1.2], o = vec![2_usize, 0, 2], s = vec![1_i32, -1]);
    check!(owned(x, a); x = vec![0.3, -0.7], a = [1.2, 3.0]);
}

#[twin]
#[differentiable]
fn nested(x: &[Vec<f64>]) -> f64 {
    let mut s = 1.0;
    for row in x {
        let mut t = 0.0;
        for v in row {
            t += v * v * s;
        }
        s += t.sin();
    }
    for (i, row) in x.iter().enumerate() {
        for (j, v) in row.iter().enumerate() {
            s += v * (i * j) as f64 * s;
        }
    }
    s
}

#[twin]
#[differentiable]
fn nested_in_place(x: &[Vec<f64>], w: f64) -> Vec<Vec<f64>> {
    let mut y = x.to_vec();
    for row in y.iter_mut() {
        for v in row.iter_mut() {
            *v = *v * w;
        }
        if !row.is_empty() {
            row[0] = row[0] * row[0];
        }
    }
    for i in 0..y.len() {
        for v in &mut y[i] {
            *v += w * *v;
        }
    }
    y
}

#[test]
fn rows_of_vectors() {
    let x = vec![vec![0.3, -0.7], vec![], vec![1.2, 0.1, 0.5]];
    check!(nested(&x); x = x.clone());
    check!(nested_in_place(&x, w); x = x.clone(), w = 1.3; vector);
}
