//! Sources of iterator chains over values with derivatives.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

use ndarray::{Array2, array};
use std::iter;

#[twin]
#[differentiable]
fn repeated(x: &[f64], w: f64) -> f64 {
    let a = iter::repeat(w).take(x.len()).fold(1.0, |s, v| s * v + 1.0);
    let b = iter::repeat(w * w).zip(x).map(|(u, v)| u * v).sum::<f64>();
    let c = iter::repeat_n(w, 3).fold(0.5, |s, v| s * v + v);
    let d = iter::once(w)
        .chain(x.iter().copied())
        .fold(1.0, |s, v| s * 0.5 + v * s);
    let e = x
        .iter()
        .zip(iter::repeat(w))
        .map(|(v, u)| v * u * u)
        .sum::<f64>();
    let f = iter::zip(x, x.iter().skip(1))
        .map(|(a, b)| a * b)
        .sum::<f64>();
    a + b * c + d * e + f
}

#[twin]
#[differentiable]
fn followed(x: f64, n: usize) -> f64 {
    let a = iter::successors(Some(x), |v| Some(v * 0.5 + 0.25))
        .take(n)
        .map(|v| v * v)
        .sum::<f64>();
    let b = iter::successors(Some(x), |v| if *v < 3.0 { Some(v * 1.7) } else { None })
        .fold(1.0, |s, v| s + v * s * 0.1);
    let c = iter::successors(Some(x), |v| Some(v * 0.9))
        .take_while(|v| *v > 0.5)
        .fold(1.0, |s, v| s * v + 1.0);
    let d = iter::successors(Some((x, 1.0)), |&(a, b)| Some((a * b, b + a)))
        .map(|(a, b)| a * b)
        .nth(n)
        .unwrap();
    let mut k = 0;
    let e = iter::from_fn(|| {
        k += 1;
        if k < 5 { Some(x * k as f64) } else { None }
    })
    .map(|v| v.sin())
    .sum::<f64>();
    a + b * c + d * e
}

#[twin]
#[differentiable]
fn of_matrices(m: &Array2<f64>) -> f64 {
    let a = m
        .rows()
        .into_iter()
        .map(|r| r.dot(&r))
        .fold(1.0, |s, v| s * 0.5 + v);
    let b = m.columns().into_iter().map(|c| c.sum()).product::<f64>();
    let c = m
        .outer_iter()
        .zip(m.outer_iter().skip(1))
        .map(|(r, q)| r.dot(&q))
        .sum::<f64>();
    let d = m.iter().map(|v| v * v).fold(0.0, |s, v| s * 0.9 + v);
    a * b + c * d
}

#[twin]
#[differentiable]
fn in_parts(x: &[f64]) -> f64 {
    let a = x
        .windows(2)
        .map(|w| w[0] * w[1])
        .zip(x.chunks(2).map(|c| c.iter().sum::<f64>()))
        .map(|(p, q)| p * q)
        .sum::<f64>();
    let b = x
        .chunks_exact(2)
        .map(|c| c[0] - c[1])
        .enumerate()
        .map(|(i, d)| d * d * i as f64)
        .sum::<f64>();
    let c = (0..x.len()).map(|i| x[i] * x[i]).sum::<f64>();
    let d = (1..x.len())
        .rev()
        .filter(|i| i % 2 == 1)
        .map(|i| x[i] * x[i - 1])
        .fold(1.0, |s, v| s * v + 1.0);
    let e = (0..=2)
        .flat_map(|i| x.iter().map(move |v| v * f64::from(i)))
        .sum::<f64>();
    a + b * c + d * e
}

#[twin]
#[differentiable]
fn fixed(a: [f64; 3], x: &[f64; 2], w: f64) -> f64 {
    let b = a.map(|v| v * w);
    let c = b.map(f64::sin);
    let d: [f64; 3] = std::array::from_fn(|i| a[i] * c[i] * x[i % 2]);
    let e = [w, w * w].map(|v| {
        let u = v + 1.0;
        u * u
    });
    let f = x.map(|v| (v, v * w));
    let g = std::array::from_fn::<f64, 2, _>(|i| f[i].0 * f[i].1);
    d.iter().sum::<f64>() + e[0] * e[1] + g[0] * g[1]
}

#[test]
fn sources() {
    for n in 0..5 {
        let x: Vec<f64> = (0..n)
            .map(|i| 0.35 + 0.4 * f64::from(i * i) * (-0.7_f64).powi(i))
            .collect();
        check!(repeated(&x, w); x = x.clone(), w = 1.3);
        check!(followed(x, n); x = 0.8, n = n as usize);
        check!(in_parts(&x); x = x.clone());
    }
    check!(of_matrices(&m); m = array![[0.3, -0.7], [1.2, 0.4], [0.9, -1.1]]);
    check!(fixed(a, &x, w); a = [0.3, -0.7, 1.2], x = [0.4, 0.9], w = 1.3);
}

/// What a chain is given is as it was when the chain was made.
#[twin]
#[differentiable]
fn given_before(x: &[f64], w: f64) -> f64 {
    let mut s = w;
    for v in x.iter().copied().chain(iter::once(s * w)) {
        s = s * 0.5 + v;
    }
    let mut a = [w, s];
    for v in x.iter().copied().chain(a) {
        a[0] = a[0] * v;
        a[1] = 0.0;
        s += v * a[0];
    }
    let mut n = 2;
    for (v, k) in x
        .iter()
        .filter(|v| **v > 0.0)
        .zip(0..n)
        .chain(x.iter().zip(1..n))
    {
        n += 3;
        s += v * k as f64 * n as f64;
    }
    let mut k = 0;
    for v in x[k..].iter().chain(x[k..].iter().take(n)) {
        k += 1;
        n -= 1;
        s += v * s * 0.1;
    }
    for (v, u) in x
        .iter()
        .filter(|v| **v > 0.0)
        .zip(iter::repeat(s))
        .chain(x.iter().zip(iter::repeat_n(s * s, 2)))
    {
        s = s * 0.5 + v * u;
    }
    s + (k + n) as f64 * w
}

#[twin]
#[differentiable]
fn owned(x: Vec<f64>, y: Vec<f64>, z: Vec<f64>) -> f64 {
    let a = y
        .iter()
        .filter(|&&v| v > 0.0)
        .zip(x)
        .map(|(v, w)| v * w)
        .sum::<f64>();
    let b = y
        .iter()
        .filter(|v| **v > 0.0)
        .map(|&v| v * v)
        .chain(z)
        .fold(1.0, |s: f64, v: f64| s.max(v) * 0.5 + v);
    let mut k = 0.0;
    let c = iter::repeat_with(|| {
        k += 1.0;
        b * k
    })
    .take(3)
    .sum::<f64>();
    let d = y
        .into_iter()
        .filter(|&v| v > 0.0)
        .map(|v| v.sqrt())
        .sum::<f64>();
    a + c * d
}

#[test]
fn values_of_the_moment() {
    let x = vec![0.3, -0.7, 1.2, 0.8];
    for n in 0..=4 {
        check!(given_before(&x, w); x = x[..n].to_vec(), w = 1.3);
        check!(owned(x, y, z); x = x.clone(), y = x[..n].to_vec(), z = x[n..].to_vec());
    }
}
