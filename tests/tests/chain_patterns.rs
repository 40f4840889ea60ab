//! Patterns of `for` loops and of closures in iterator chains.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

#[twin]
#[differentiable]
fn pairs(points: &[(f64, f64)], w: f64) -> f64 {
    let mut s = w;
    for (a, b) in points.iter() {
        s += a * b * w;
    }
    for &(a, b) in points {
        s = s * 0.5 + a * a * b;
    }
    for (i, (a, b)) in points.iter().enumerate() {
        s += a * b * i as f64;
    }
    for p in points {
        s += p.0 * p.1;
    }
    for ((a, b), (c, d)) in points.iter().zip(points.iter().skip(1)) {
        s += a * d - b * c;
    }
    for (a, _) in points.iter().rev() {
        s = s * a;
    }
    let t = points.iter().map(|(a, b)| a * b).sum::<f64>();
    let u = points.iter().map(|&(a, b)| a / b).sum::<f64>();
    let v = points
        .iter()
        .filter(|(a, _)| *a > 0.0)
        .map(|(a, b)| a * b * b)
        .sum::<f64>();
    let x = points
        .iter()
        .filter(|p| p.0 > 0.0)
        .map(|&(a, b)| a * b * b)
        .sum::<f64>();
    let y = points.iter().map(|p| p.0 * p.1 * p.1).sum::<f64>();
    s * t + u * v + x * y
}

#[twin]
#[differentiable]
fn changed(points: &[(f64, f64)], w: f64) -> f64 {
    let mut q = points.to_vec();
    for (a, b) in q.iter_mut() {
        *a *= w;
        *b = *a * *b;
    }
    q.iter_mut().for_each(|(a, b)| {
        *a += *b * w;
    });
    let mut r = 0.0;
    for (a, b) in q {
        r = r * a + b;
    }
    r
}

#[twin]
#[differentiable]
fn whole(x: &[f64], y: &[f64]) -> f64 {
    let mut s = 1.0;
    for p in x.iter().zip(y) {
        s += p.0 * p.1 * s;
    }
    for (i, p) in x.iter().zip(y.iter()).enumerate() {
        if *p.0 > 0.0 {
            s += p.0 * i as f64;
            continue;
        }
        s *= p.1;
    }
    for e in x.iter().enumerate() {
        s += e.1 * e.1 * e.0 as f64;
    }
    let a = x
        .iter()
        .zip(y)
        .filter(|p| p.0 > p.1)
        .map(|p| p.0 * p.1)
        .sum::<f64>();
    let b = x
        .iter()
        .zip(y)
        .enumerate()
        .map(|(i, p)| p.0 * p.1 * i as f64)
        .sum::<f64>();
    let c = x
        .iter()
        .enumerate()
        .map(|(i, &v)| v * i as f64)
        .fold(0.0, |s, v| s * 0.5 + v);
    let d = x
        .iter()
        .zip(y.iter().zip(x.iter().skip(1)))
        .map(|(a, (b, c))| a * b * c)
        .sum::<f64>();
    let e = x
        .iter()
        .map(|v| (v * 2.0, v * v))
        .filter(|(a, b)| a > b)
        .map(|p| p.0 * p.1)
        .sum::<f64>();
    let f = x
        .iter()
        .enumerate()
        .filter(|&(i, v)| i > 0 && *v > 0.0)
        .map(|p| *p.1 * p.0 as f64)
        .sum::<f64>();
    s * a + b * c + d * e + f
}

#[twin]
#[differentiable]
fn arrays(x: &[[f64; 2]], m: &[[f64; 3]; 2]) -> f64 {
    let mut s = 1.0;
    for [a, b] in x {
        s = s * 0.5 + a * b;
    }
    for &[a, b] in x.iter() {
        s = s * 0.5 + a / b;
    }
    let t = x.iter().map(|[a, b]| a * b * b).sum::<f64>();
    let u = m
        .iter()
        .map(|row| row.iter().map(|v| v * v).sum::<f64>().sqrt())
        .product::<f64>();
    let v = m
        .iter()
        .zip(x)
        .map(|([a, b, c], &[p, q])| a * p + b * q + c)
        .sum::<f64>();
    s * t + u * v
}

#[test]
fn patterns() {
    let points = vec![(0.3, 1.2), (-0.7, 0.4), (0.9, -1.1)];
    let x = vec![0.3, -0.7, 1.2, 0.8];
    let y = vec![0.9, 1.4, -0.3];
    for n in 0..=3 {
        check!(pairs(&p, w); p = points[..n].to_vec(), w = 1.3);
        check!(changed(&p, w); p = points[..n].to_vec(), w = 1.3);
        check!(whole(&x, &y); x = x[..n].to_vec(), y = y.clone());
    }
    check!(whole(&x, &y); x = x.clone(), y = y.clone());
    check!(arrays(&x, &m); x = vec![[0.3, 1.2], [0.9, -1.1]], m = [[0.3, 1.2, 0.4], [0.9, -1.1, 0.2]]);
}
