//! Iterator chains, which become loops in the sweeps.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

#[twin]
#[differentiable]
fn sums(x: &[f64]) -> f64 {
    let d: f64 = x
        .iter()
        .zip(x.iter().skip(1))
        .map(|(a, b)| (a - 2.0 * b).powi(2))
        .sum();
    x.iter().map(|v| v * v).sum::<f64>() + (d + 1.0).sqrt()
}

#[twin]
#[differentiable]
fn filtered(x: &[f64]) -> f64 {
    let logs = x.iter().filter(|v| **v > 0.0).map(|v| v.ln()).sum::<f64>();
    let rising = x
        .iter()
        .zip(x.iter().skip(1))
        .filter(|(a, b)| a < b)
        .map(|(a, b)| a * b)
        .sum::<f64>();
    let numbered = x
        .iter()
        .filter(|v| **v > 0.0)
        .enumerate()
        .map(|(i, v)| v * v * i as f64 + v)
        .sum::<f64>();
    logs + rising * numbered
}

#[twin]
#[differentiable]
fn folded(x: &[f64]) -> f64 {
    let (s, q) = x.iter().fold((0.0, 1.0), |(s, q), v| (s + v, q * v));
    let t = x.iter().copied().map(|v| v * 2.0).fold(1.0, |a, v| a * v);
    s * q + t
}

#[twin]
#[differentiable]
fn collected(x: &[f64]) -> f64 {
    let y: Vec<f64> = x.iter().map(|v| v * v).collect();
    let z: Vec<f64> = x.iter().zip(&y).map(|(a, b)| a * b).collect();
    let mut s = 0.0;
    for (a, b) in y.iter().zip(&z) {
        s += a * b;
    }
    s
}

#[twin]
#[differentiable]
fn each(x: &[f64]) -> f64 {
    let mut t = 0.0;
    x.iter().zip(x.iter().skip(1)).for_each(|(a, b)| {
        t += a * b;
    });
    let mut v = x.to_vec();
    v.iter_mut().zip(x).for_each(|(e, x)| *e += x * x);
    v.iter_mut()
        .enumerate()
        .for_each(|(i, e)| *e *= i as f64 + 1.0);
    for w in x.iter().map(|v| v.sin()) {
        if w < -0.5 {
            continue;
        }
        t += w * w;
    }
    t + v.iter().map(|v| v * v).sum::<f64>()
}

#[twin]
#[differentiable]
fn nested(x: &[f64]) -> f64 {
    let parts = x.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum::<f64>();
    let norms = x
        .chunks(2)
        .map(|c| c.iter().map(|v| v * v).sum::<f64>().sqrt())
        .sum::<f64>();
    let all: f64 = x
        .iter()
        .map(|a| x.iter().map(|b| a * b * b).sum::<f64>())
        .sum();
    parts + norms * all
}

#[twin]
#[differentiable]
fn in_conditions(x: &[f64]) -> f64 {
    if x.iter().map(|v| v * v).sum::<f64>() > 1.0 {
        x[0] * x[0]
    } else {
        x[0]
    }
}

#[twin]
#[differentiable]
fn names(x: &[f64]) -> f64 {
    let acc_1 = x[0];
    let item_2 = x[0] * 2.0;
    x.iter().map(|v| v * acc_1 * item_2).sum::<f64>()
}

#[test]
fn chains() {
    for n in 1..6 {
        let x: Vec<f64> = (0..n)
            .map(|i| 0.3 + 0.9 * f64::from(i * i) * (-0.7_f64).powi(i))
            .collect();
        check!(sums(&x); x = x.clone());
        check!(filtered(&x); x = x.clone());
        check!(folded(&x); x = x.clone());
        check!(collected(&x); x = x.clone());
        check!(each(&x); x = x.clone());
        check!(nested(&x); x = x.clone());
        check!(in_conditions(&x); x = x.clone());
        check!(names(&x); x = x.clone());
    }
    check!(folded(&x); x = Vec::<f64>::new());
    check!(collected(&x); x = Vec::<f64>::new());
}

/// The sum of nothing is minus zero, as the standard library has it.
#[test]
fn empty_sums() {
    #[differentiable]
    fn total(x: &[f64]) -> f64 {
        x.iter().map(|v| v * 1.0).sum::<f64>()
    }
    let plain = total(&[]);
    assert_eq!(total::record(&[]).value().to_bits(), plain.to_bits());
}
