//! Ends of iterator chains over values with derivatives.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

use ndarray::Array1;

#[twin]
#[differentiable]
fn extremes(x: &[f64]) -> f64 {
    let a = x.iter().max_by(|a, b| a.total_cmp(b)).unwrap();
    let b = *x.iter().min_by(|a, b| a.partial_cmp(b).unwrap()).unwrap();
    let c = x
        .iter()
        .map(|v| v * v)
        .max_by(|a, b| a.total_cmp(b))
        .unwrap();
    let d = x
        .iter()
        .copied()
        .min_by(|a, b| a.total_cmp(b))
        .expect("there is one");
    let e = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let f = x.iter().cloned().fold(f64::INFINITY, |m, v| m.min(v));
    let (i, g) = x
        .iter()
        .enumerate()
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
        .unwrap();
    let j = x
        .iter()
        .enumerate()
        .min_by(|a, b| a.1.total_cmp(b.1))
        .map(|(j, _)| j)
        .unwrap();
    let h = x
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(b.1))
        .unwrap()
        .0;
    a * b + c * d + e * f + x[i] * g * x[j] + x[h]
}

#[twin]
#[differentiable]
fn reduced(x: &[f64]) -> f64 {
    let a = x.iter().copied().reduce(|a, b| a * b + 1.0).unwrap();
    let b = x.iter().map(|v| v.sin()).reduce(f64::max).unwrap_or(0.5);
    let c = x
        .iter()
        .map(|v| (v * 2.0, v * v))
        .reduce(|(a, b), (c, d)| (a + c, b * d))
        .unwrap_or((1.0, 2.0));
    let d = x
        .iter()
        .filter(|v| **v > 100.0)
        .copied()
        .reduce(f64::min)
        .unwrap_or_default();
    let e = x.iter().reduce(|a, b| if a > b { a } else { b }).unwrap();
    a * b + c.0 * c.1 + d + e * e
}

#[twin]
#[differentiable]
fn picked(x: &[f64]) -> f64 {
    let a = x.iter().map(|v| v * v).last().unwrap();
    let b = x.iter().map(|v| v.sin()).nth(1).unwrap_or(0.25);
    let c = x.iter().find(|v| **v > 0.5).copied().unwrap_or(1.5);
    let d = x.iter().map(|v| v * 3.0).find(|v| *v < 0.0).unwrap_or(a);
    let e = x
        .iter()
        .find_map(|v| (*v < 0.0).then(|| v * v))
        .unwrap_or(2.0);
    let f = x.iter().next().copied().unwrap_or(0.0);
    let g = x.iter().last().unwrap();
    let h = x.iter().skip(1).map(|v| v * 2.0).next().unwrap_or(b);
    let i = x
        .iter()
        .rev()
        .find(|v| **v > 0.0)
        .map(|v| v * v)
        .unwrap_or(1.0);
    a * b + c * d + e * f + g * h + i
}

#[twin]
#[differentiable]
fn containers(x: &[f64]) -> f64 {
    let (a, b): (Vec<f64>, Vec<f64>) = x.iter().map(|v| (v * v, v.sin())).unzip();
    let (c, d): (Vec<f64>, Vec<f64>) = x.iter().copied().partition(|v| *v > 0.0);
    let e: Array1<f64> = x.iter().map(|v| v * 2.0).collect();
    let f = Array1::from_iter(x.iter().map(|v| v.cos()));
    let g = Vec::from_iter(x.iter().map(|v| v * v * v));
    let mut s = e.dot(&f);
    for i in 0..x.len() {
        s += a[i] * b[i] * g[i];
    }
    s + c.iter().sum::<f64>() * d.iter().product::<f64>()
}

#[twin]
#[differentiable]
fn whole_numbers(x: &[f64]) -> f64 {
    let a = x.iter().map(|_| 1_usize).sum::<usize>();
    let b: usize = x.iter().filter(|v| **v > 0.0).map(|_| 1).sum();
    let c = x.iter().filter(|v| **v > 0.0).count();
    let d = x.iter().position(|v| *v > 0.5).unwrap_or(0);
    let e = x.iter().map(|v| v * v).any(|v| v > 1.0);
    let f = x.iter().fold(0, |n, v| if *v > 0.0 { n + 1 } else { n });
    let g: Vec<bool> = x.iter().map(|v| *v > 0.0).collect();
    let h = x.iter().all(|v| v.is_finite());
    let mut s = x[d] * a as f64 + b as f64;
    for i in 0..g.len() {
        if g[i] && e && h {
            s += x[i] * x[i] * (c + i) as f64;
        }
    }
    s * f as f64
}

#[twin]
#[differentiable]
fn listed(x: &[f64]) -> Vec<f64> {
    x.iter().map(|v| v * v).rev().collect()
}

#[twin]
#[differentiable]
fn arranged(x: &[f64]) -> Array1<f64> {
    if x.len() > 2 {
        return x.iter().map(|v| v.sin()).collect();
    }
    x.iter().map(|v| v * v).collect()
}

#[test]
fn ends() {
    for n in 1..6 {
        let x: Vec<f64> = (0..n)
            .map(|i| 0.35 + 0.4 * f64::from(i * i) * (-0.7_f64).powi(i))
            .collect();
        check!(extremes(&x); x = x.clone());
        check!(reduced(&x); x = x.clone());
        check!(picked(&x); x = x.clone());
        check!(containers(&x); x = x.clone());
        check!(whole_numbers(&x); x = x.clone());
        check!(listed(&x); x = x.clone(); vector);
        check!(arranged(&x); x = x.clone(); vector);
    }
}

/// Of equal items, `max_by` takes the last and `min_by` the first.
#[test]
fn ties() {
    #[differentiable]
    fn largest(x: &[f64]) -> f64 {
        *x.iter().max_by(|a, b| a.total_cmp(b)).unwrap()
    }
    #[differentiable]
    fn smallest(x: &[f64]) -> f64 {
        *x.iter().min_by(|a, b| a.total_cmp(b)).unwrap()
    }
    assert_eq!(largest::grad(&[1.0, 2.0, 2.0]), [0.0, 0.0, 1.0]);
    assert_eq!(smallest::grad(&[2.0, 1.0, 1.0]), [0.0, 1.0, 0.0]);
    assert_eq!(largest::grad(&[f64::NAN, 2.0]), [1.0, 0.0]);
}

/// Without an item, the sweeps panic like the function.
#[test]
#[should_panic(expected = "there is one")]
fn nothing_expected() {
    #[differentiable]
    fn first(x: &[f64]) -> f64 {
        x.iter().map(|v| v * v).next().expect("there is one")
    }
    first::grad(&[]);
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

#[twin]
#[differentiable]
fn from_the_end(x: &[f64]) -> f64 {
    let a = x.iter().map(|v| v * v).rfold(0.5, |s, v| s * v + v);
    let b = x.iter().rfind(|v| **v > 0.0).copied().unwrap_or(2.0);
    let c = x.iter().map(|v| v.sin()).next_back().unwrap();
    let d = x
        .iter()
        .max_by_key(|v| if **v > 0.5 { 1 } else { 0 })
        .unwrap();
    let (i, e) = x
        .iter()
        .enumerate()
        .min_by_key(|(i, v)| (**v > 0.0, *i))
        .unwrap();
    let rows = x
        .iter()
        .map(|v| x.iter().map(move |w| w * v))
        .flatten()
        .fold(0.25, |s, v| s * v + v);
    let lists = x.iter().fold(Vec::new(), |mut list, v| {
        list.push(v * 2.0);
        list
    });
    let f = x
        .iter()
        .fold([0.5, 0.5], |[a, b], v| [a * v + b, b + v * v]);
    a * b + c * d + e * x[i] + rows + lists[0] + f[0] * f[1]
}

#[twin]
#[differentiable]
fn only_chains_in_lists(x: &[f64], w: f64) -> f64 {
    let a = vec![x.iter().sum::<f64>(), w];
    let b = [x.iter().copied().fold(w, f64::min), w];
    let c = vec![x.iter().copied().last().unwrap_or(w); 2];
    a[0] * a[1] * b[0] * b[1] * c[0] + c[1]
}

#[test]
fn more_ends() {
    for n in 1..6 {
        let x: Vec<f64> = (0..n)
            .map(|i| 0.35 + 0.4 * f64::from(i * i) * (-0.7_f64).powi(i))
            .collect();
        check!(from_the_end(&x); x = x.clone());
        check!(only_chains_in_lists(&x, w); x = x.clone(), w = 1.3);
    }
}

#[twin]
#[differentiable]
fn with_defaults(x: &[f64], w: f64) -> f64 {
    let a = x
        .iter()
        .inspect(|v| assert!(v.is_finite()))
        .map(|v| v * w)
        .reduce(f64::max)
        .unwrap_or_else(|| w * w);
    let b = x.iter().find(|v| **v > 0.5).map_or(w, |v| v * w);
    let c = x
        .iter()
        .enumerate()
        .filter(|(_, v)| **v > 0.0)
        .max_by(|p, q| p.1.total_cmp(q.1))
        .map_or(w, |(i, v)| v * v * i as f64);
    let d = x
        .iter()
        .zip(x.iter().skip(1))
        .map(|(a, b)| a * b)
        .min_by(|a, b| a.total_cmp(b))
        .unwrap_or(w * 0.5);
    let e = 2.0 * x.iter().max_by(|a, b| a.total_cmp(b)).copied().unwrap_or(w) + w;
    a * b + c * d * e
}

#[test]
fn defaults() {
    for x in [
        vec![],
        vec![0.3],
        vec![0.3, -0.7, 1.2, 0.8],
        vec![-1.0, -2.0],
    ] {
        check!(with_defaults(&x, w); x = x, w = 1.3);
    }
}

#[twin]
#[differentiable]
fn folds_that_stop(x: &[f64], w: f64) -> f64 {
    let a = x
        .iter()
        .try_fold(w, |s, v| if *v > -1.0 { Some(s * w + v) } else { None })
        .unwrap_or(w * w);
    let b: Result<f64, usize> = x.iter().enumerate().try_fold(1.0, |p: f64, (i, v)| {
        if p.abs() > 50.0 {
            Err(i)
        } else {
            Ok(p * (v + w))
        }
    });
    match b {
        Ok(b) => a * b,
        Err(i) => a * i as f64,
    }
}

#[test]
fn stopped_folds() {
    for x in [
        vec![],
        vec![0.3, -0.7, 1.2],
        vec![0.3, -2.0, 1.0],
        vec![9.0, 8.0, 2.0],
    ] {
        check!(folds_that_stop(&x, w); x = x, w = 1.3);
    }
}
