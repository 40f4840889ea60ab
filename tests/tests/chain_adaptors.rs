//! Steps of iterator chains over values with derivatives.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

#[twin]
#[differentiable]
fn numbered(x: &[f64]) -> f64 {
    let a = x
        .iter()
        .map(|v| v * v)
        .enumerate()
        .map(|(i, v)| v * i as f64)
        .sum::<f64>();
    let b = x
        .iter()
        .filter(|v| **v > 0.0)
        .map(|v| v.sin())
        .enumerate()
        .map(|(i, v)| v * (i + 1) as f64)
        .sum::<f64>();
    let c = x
        .iter()
        .map(|v| v.cos())
        .rev()
        .enumerate()
        .map(|(i, v)| v * v * i as f64)
        .sum::<f64>();
    let d = x
        .iter()
        .map(|v| v * 3.0)
        .enumerate()
        .rev()
        .fold(1.0, |s, (i, v)| s * v + i as f64);
    a + b * c + d
}

#[twin]
#[differentiable]
fn parts(x: &[f64], n: usize) -> f64 {
    let a = x.iter().map(|v| v * v).take(n).sum::<f64>();
    let b = x.iter().map(|v| v * v).skip(n).fold(1.0, |s, v| s * v);
    let c = x
        .iter()
        .filter(|v| **v > 0.0)
        .take(n)
        .fold(2.0, |s, v| s * v);
    let d = x
        .iter()
        .filter(|v| **v < 0.5)
        .skip(1)
        .fold(3.0, |s, v| s * v + v);
    let e = x
        .iter()
        .map(|v| v.sin())
        .step_by(2)
        .fold(1.0, |s, v| s + s * v);
    let f = x.iter().step_by(2).fold(1.0, |s, v| s + s * v);
    let g = x
        .iter()
        .filter(|v| **v != 0.7)
        .step_by(3)
        .fold(1.0, |s, v| s + s * v);
    let h = x
        .iter()
        .map(|v| v * 2.0)
        .take(n)
        .rev()
        .fold(1.0, |s, v| s * v + 1.0);
    let i = x
        .iter()
        .map(|v| v * 2.0)
        .skip(n)
        .rev()
        .fold(1.0, |s, v| s * v + 1.0);
    a * b + c * d + e * f + g + h * i
}

#[twin]
#[differentiable]
fn side_by_side(x: &[f64], y: &[f64]) -> f64 {
    let a = x
        .iter()
        .map(|v| v * v)
        .zip(y.iter().map(|w| w.sin()))
        .map(|(v, w)| v * w)
        .sum::<f64>();
    let b = x
        .iter()
        .map(|v| v * v)
        .zip(y)
        .enumerate()
        .map(|(i, (v, w))| v * w * i as f64)
        .sum::<f64>();
    let c = x
        .iter()
        .zip(y.iter().map(|w| w.cos()))
        .zip(0..)
        .map(|((v, w), k)| v * w * f64::from(k))
        .sum::<f64>();
    let d = x
        .iter()
        .filter(|v| **v > 0.0)
        .zip(y)
        .fold(1.0, |s, (v, w)| s * v + w);
    let e = x
        .iter()
        .zip(y.iter().filter(|w| **w > 0.0))
        .fold(1.0, |s, (v, w)| s * v - w);
    let f = x
        .iter()
        .filter(|v| **v > 0.0)
        .map(|v| v * 2.0)
        .zip(y.iter().map(|w| w * 3.0))
        .fold(1.0, |s, (v, w)| s * v + w * w);
    let g = x
        .iter()
        .filter(|v| **v < 1.0)
        .zip(1..)
        .fold(1.0, |s, (v, k)| s * v + f64::from(k) * v);
    let h = x
        .iter()
        .map(|v| v * v)
        .zip(y.iter().map(|w| w * 0.5))
        .rev()
        .fold(0.5, |s, (v, w)| s * v + w);
    a + b * c + d * e + f * g + h
}

#[twin]
#[differentiable]
fn joined(x: &[f64], y: &[f64]) -> f64 {
    let a = x.iter().chain(y).map(|v| v * v).sum::<f64>();
    let b = x
        .iter()
        .chain(y.iter().skip(1))
        .fold(1.0, |s, v| s * 0.5 + v.sin() * s);
    let c = x
        .iter()
        .map(|v| v * 2.0)
        .chain(y.iter().map(|w| w * w))
        .chain(std::iter::once(a))
        .fold(1.0, |s, v| s * 0.3 + v * v);
    let d = x.iter().chain(y.iter()).rev().fold(1.0, |s, v| s * v + 0.5);
    let e = x
        .iter()
        .chain(y.iter())
        .take_while(|v| **v < 1.0)
        .fold(1.0, |s, v| s * v + 0.5);
    let f = x
        .iter()
        .chain(y.iter())
        .enumerate()
        .map(|(i, v)| v * v * i as f64)
        .sum::<f64>();
    let mut g = 0.0;
    for v in x.iter().chain(y) {
        if *v < -0.5 {
            continue;
        }
        if *v > 1.25 {
            break;
        }
        g += v * v * (g + 1.0);
    }
    a + b + c + d + e * f + g
}

#[twin]
#[differentiable]
fn chosen(x: &[f64]) -> f64 {
    let a = x
        .iter()
        .filter_map(|v| if *v > 0.0 { Some(v.ln()) } else { None })
        .sum::<f64>();
    let b = x
        .iter()
        .filter_map(|v| (*v > 0.0).then(|| v.sqrt()))
        .fold(1.0, |s, v| s * v + 1.0);
    let c = x
        .iter()
        .map_while(|v| {
            let w = v * 2.0;
            if *v < 1.0 { Some(w) } else { None }
        })
        .fold(1.0, |s, v| s * v + 1.0);
    let d = x
        .iter()
        .skip_while(|v| **v < 0.5)
        .fold(1.0, |s, v| s * v + 1.0);
    let e = x
        .iter()
        .map(|v| v * v)
        .take_while(|v| *v < 1.5)
        .fold(1.0, |s, v| s * v + 1.0);
    let f = x
        .iter()
        .enumerate()
        .filter(|(i, v)| i % 2 == 0 && **v > -1.0)
        .map(|(i, v)| v * v * i as f64)
        .sum::<f64>();
    let g = x
        .iter()
        .enumerate()
        .filter_map(|(i, &v)| match i % 3 {
            0 => None,
            1 => Some(v * 2.0),
            _ => Some(v * v),
        })
        .fold(1.0, |s, v| s * v + 1.0);
    a + b * c + d * e + f + g
}

#[twin]
#[differentiable]
fn scanned(x: &[f64]) -> f64 {
    let a = x
        .iter()
        .scan(1.0, |s, v| {
            *s = *s * v + 0.5;
            Some(*s)
        })
        .map(|s| s * s)
        .sum::<f64>();
    let b = x
        .iter()
        .scan(0.0, |s, v| {
            *s += v;
            if *s > 2.0 { None } else { Some(*s * v) }
        })
        .fold(1.0, |p, v| p * v + 1.0);
    a * b
}

#[twin]
#[differentiable]
fn several(x: &[Vec<f64>], y: &[f64]) -> f64 {
    let a = x.iter().flatten().map(|v| v * v).sum::<f64>();
    let b = x
        .iter()
        .flat_map(|row| row.iter())
        .fold(1.0, |s, v| s * v + 0.5);
    let c = x
        .iter()
        .flat_map(|row| row.iter().map(|v| v * 2.0))
        .enumerate()
        .map(|(i, v)| v * v * i as f64)
        .sum::<f64>();
    let d = y
        .iter()
        .flat_map(|v| [*v, v * v])
        .fold(1.0, |s, v| s * 0.5 + v);
    let e = x
        .iter()
        .enumerate()
        .flat_map(|(i, row)| row.iter().map(move |v| (i, v)))
        .map(|(i, v)| v * (i + 1) as f64)
        .sum::<f64>();
    let f = x
        .iter()
        .flat_map(|row| row.iter())
        .take(3)
        .fold(1.0, |s, v| s * v + 0.5);
    let g = x
        .iter()
        .flat_map(|row| {
            let n = row.len() as f64;
            y.iter().map(move |v| v * n)
        })
        .take_while(|v| *v < 2.0)
        .sum::<f64>();
    let mut h = 1.0;
    'all: for v in x.iter().flat_map(|row| row.iter().map(|v| v * 1.5)) {
        for k in 0..3 {
            if k == 2 && v > 0.0 {
                continue 'all;
            }
            if v < -1.0 {
                break 'all;
            }
            h += v * h * 0.25;
        }
        h = h * v;
    }
    a + b * c + d + e * f + g + h
}

#[twin]
#[differentiable]
fn effects(x: &[f64]) -> f64 {
    let mut seen = 0.0;
    let mut calls = 0;
    let a = x
        .iter()
        .map(|v| {
            seen += v * v;
            v * seen
        })
        .filter(|v| *v < 3.0)
        .take(2)
        .map(|v| v * 2.0)
        .sum::<f64>();
    let b = x
        .iter()
        .inspect(|_| calls += 1)
        .map(|v| {
            seen *= 1.5;
            v.sin() * seen
        })
        .zip(x.iter().skip(1))
        .map(|(v, w)| v * w)
        .sum::<f64>();
    let c = x
        .iter()
        .map(|v| {
            seen += v;
            seen * v
        })
        .skip(1)
        .step_by(2)
        .sum::<f64>();
    a * b + seen * c + calls as f64 * x[0]
}

#[test]
fn steps() {
    let y = vec![0.9, -0.4, 1.3, 0.2];
    for n in 1..7 {
        let x: Vec<f64> = (0..n)
            .map(|i| 0.3 + 0.4 * f64::from(i * i) * (-0.7_f64).powi(i))
            .collect();
        check!(numbered(&x); x = x.clone());
        for k in 0..4 {
            check!(parts(&x, k); x = x.clone(), k = k);
        }
        check!(side_by_side(&x, &y); x = x.clone(), y = y.clone());
        check!(joined(&x, &y); x = x.clone(), y = y.clone());
        check!(chosen(&x); x = x.clone());
        check!(scanned(&x); x = x.clone());
        check!(effects(&x); x = x.clone());
    }
    let rows = vec![vec![0.3, 1.2], vec![], vec![-0.4, 0.7, 0.1]];
    check!(several(&x, &y); x = rows.clone(), y = y.clone());
}

#[test]
fn nothing_to_run_over() {
    let none: Vec<f64> = Vec::new();
    check!(numbered(&x); x = none.clone());
    check!(parts(&x, k); x = none.clone(), k = 1_usize);
    check!(side_by_side(&x, &y); x = none.clone(), y = none.clone());
    check!(side_by_side(&x, &y); x = none.clone(), y = vec![1.0]);
    check!(joined(&x, &y); x = none.clone(), y = none.clone());
    check!(chosen(&x); x = none.clone());
    check!(scanned(&x); x = none.clone());
    check!(several(&x, &y); x = Vec::<Vec<f64>>::new(), y = none.clone());
}
