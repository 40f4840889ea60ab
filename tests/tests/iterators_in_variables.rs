//! Iterators in variables that are used as a whole.

#![allow(
    unused_assignments,
    reason = "what is given by value when the iterator is made changes later"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, differences, twin};

#[twin]
#[differentiable]
fn chunks(x: &[f64], n: usize) -> f64 {
    let mut n = n;
    let chunks = x.chunks_exact(n);
    n += 1;
    let mut s = 1.0;
    for chunk in chunks {
        s *= chunk[0] * chunk[n - 2];
    }
    s
}

#[twin]
#[differentiable]
fn mean_of_squares(x: &[f64]) -> f64 {
    let squares = x.iter().map(|v| v * v);
    squares.clone().sum::<f64>() / squares.count() as f64
}

#[twin]
#[differentiable]
fn filtered(x: &[f64]) -> f64 {
    let k = x[0];
    let large = x.iter().enumerate().filter(|(_, v)| **v > 0.2);
    let scaled = large.map(|(i, v)| v * k * i as f64);
    let folded = scaled.fold(0.0, |a, b| a * 0.5 + b);
    folded * folded
}

#[differentiable]
fn zipped(x: &[f64], rows: &[Vec<f64>]) -> f64 {
    let mut i = 0;
    let first = rows[i].iter();
    i += 1;
    let second = rows[i][1..].iter();
    let mut s = 0.0;
    for ((a, b), c) in x.iter().zip(first).zip(second) {
        s += a * b * c;
    }
    s
}

#[twin]
#[differentiable]
fn mutable(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let all = v.iter_mut();
    for w in all {
        *w *= *w;
    }
    let windows = v.windows(2);
    let (a, b): (Vec<f64>, Vec<f64>) = windows.map(|w| (w[0], w[1])).unzip();
    a.iter().zip(&b).map(|(a, b)| a * b).sum()
}

#[twin]
#[differentiable]
fn scanned(x: &[f64]) -> f64 {
    let mut start = 0.5;
    let sums = x.iter().scan(start, |s, v| {
        *s += v;
        Some(*s)
    });
    start = x[0];
    let v: Vec<f64> = sums.collect();
    v[1] * start
}

#[twin]
#[differentiable]
fn twice(x: &[f64], f: f64) -> f64 {
    let indexed = (0..x.len()).rev().map(|i| x[i]);
    let mut s = 0.1;
    for k in 0..2 {
        for v in indexed.clone() {
            s = s * v + f * k as f64;
        }
    }
    s
}

#[test]
fn take_the_places_of_their_names() {
    let x = vec![0.3, 0.9, -0.4, 1.2];
    check!(chunks(&x, 2); x = x.clone());
    check!(mean_of_squares(&x); x = x.clone());
    check!(filtered(&x); x = x.clone());
    differences!(zipped(&x, &rows); x = x.clone(), rows = vec![vec![0.4, 0.8], vec![0.1, 0.3, 0.9]]);
    check!(mutable(&x); x = x.clone());
    check!(scanned(&x); x = x.clone());
    check!(twice(&x, f); x = x, f = 0.3);
}
