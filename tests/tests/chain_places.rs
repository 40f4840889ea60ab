//! Where iterator chains stand: in other expressions, beside calls, over locals and arrays.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};
use ndarray::{Array1, Array2, array};

#[twin]
#[differentiable]
fn squared(v: f64) -> f64 {
    v * v
}

#[twin]
#[differentiable]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

#[twin(calls(squared))]
#[differentiable]
fn norm(x: &[f64]) -> f64 {
    x.iter().map(|v| squared(*v)).sum::<f64>().sqrt()
}

#[twin(calls(norm))]
#[differentiable]
fn called(x: &[f64], n: &[i32]) -> f64 {
    let b = x.iter().copied().map(f64::abs).map(f64::sqrt).sum::<f64>();
    let c = n
        .iter()
        .copied()
        .map(f64::from)
        .zip(x)
        .map(|(k, v)| k * v * v)
        .sum::<f64>();
    let e = norm(x) * x.chunks(2).map(|c| norm(c)).sum::<f64>();
    let f = x
        .iter()
        .copied()
        .zip(x.iter().copied().rev())
        .map(|(a, b)| f64::hypot(a, b))
        .sum::<f64>();
    b + c * e + f
}

#[test]
fn function_names() {
    #[differentiable]
    fn by_name(x: &[f64]) -> f64 {
        x.iter().copied().map(squared).fold(0.25, larger)
    }
    check!(called(&x, &n); x = vec![0.3, -0.7, 1.2], n = vec![1_i32, 2, -1]);
    #[differentiable]
    fn of_parts(x: &[f64]) -> f64 {
        x.chunks(2).map(norm).sum::<f64>()
    }
    assert_eq!(of_parts::grad(&[0.0, 4.0, -2.0]), [0.0, 1.0, -1.0]);
    assert_eq!(by_name::grad(&[0.3, -2.0, 1.0]), [0.0, -4.0, 0.0]);
}

#[twin]
#[differentiable]
fn inside(x: &[f64], w: f64) -> f64 {
    let a = vec![
        x.iter().map(|v| v * w).sum::<f64>(),
        x.iter().copied().fold(0.5, f64::max),
        x.iter().sum(),
        w,
    ];
    let b = array![x.iter().map(|v| v * v).sum::<f64>(), w];
    let c = [
        x.iter().map(|v| v.sin()).sum::<f64>(),
        x.iter().sum::<f64>() * w,
    ];
    let d = (x.iter().map(|v| v * w).product::<f64>(), w);
    let e = if w > 0.0 {
        x.iter().map(|v| v * w * w).sum()
    } else {
        x.iter().sum::<f64>()
    };
    let f = match x.len() {
        0 => w,
        1 => x.iter().map(|v| v * w).sum::<f64>(),
        _ => x.iter().rev().map(|v| v * v * w).sum::<f64>(),
    };
    let x = x.iter().map(|x| x * w).collect::<Vec<_>>();
    let x: Vec<f64> = x.iter().map(|x| x * w).collect();
    let mut g = w;
    for k in 0..3 {
        g = x.iter().map(|v| v * g).sum::<f64>() / (1.0 + g * g) + k as f64;
        let m = x.iter().copied().max_by(|a, b| a.total_cmp(b)).unwrap_or(g);
        g += m * w;
        if x.iter().map(|v| v * g).sum::<f64>() > 2.5 {
            break;
        }
    }
    let h = x
        .iter()
        .map(|v| {
            let near = x.iter().filter(|u| (*u - v).abs() < 1.0).count();
            let t = near as f64 * x.iter().map(|u| (u - v) * w).fold(0.0, |s, t| s + t * t);
            (t + 0.1).sqrt() + 0.5
        })
        .filter(|t| *t > 1.0)
        .sum::<f64>();
    a[0] * a[1] + a[2] * a[3] + b.sum() * c[0] * c[1] + d.0 * d.1 + e * f + g + h
}

#[twin]
#[differentiable]
fn left_early(x: &[Vec<f64>], w: f64) -> f64 {
    let mut s = w;
    for v in x.iter().flatten().map(|v| v * w) {
        s += v * v;
        if s > 3.0 {
            return s * v;
        }
    }
    for (i, v) in x.iter().flat_map(|r| r.iter()).enumerate() {
        if i == 3 {
            break;
        }
        s *= v;
    }
    s
}

#[twin]
#[differentiable]
fn locals(x: &[f64], w: f64) -> f64 {
    let points: Vec<(f64, f64)> = x.iter().map(|v| (v * w, v + w)).collect();
    let mut s = 0.0;
    for (a, b) in &points {
        s += a * b;
    }
    for &(a, b) in points.iter() {
        s += a / b;
    }
    let t = points.iter().map(|(a, b)| a * a * b).sum::<f64>();
    let rows: Vec<Vec<f64>> = x
        .iter()
        .map(|v| x.iter().map(|u| u * v).collect())
        .collect();
    let u = rows
        .iter()
        .map(|row| row.iter().map(|v| v * w).sum::<f64>())
        .map(|r| r * r)
        .sum::<f64>();
    let lists = x.iter().map(|v| vec![*v, v * w]).collect::<Vec<_>>();
    let v = lists.into_iter().map(|l| l[0] * l[1]).sum::<f64>();
    let mut y = x.to_vec();
    y.iter_mut()
        .zip(x.iter().map(|v| v * v))
        .for_each(|(y, v)| *y += v * w);
    y.iter_mut()
        .enumerate()
        .filter(|(i, _)| i % 2 == 0)
        .for_each(|(_, y)| *y *= w);
    for (y, u) in y.iter_mut().zip(x.iter().map(|u| u.cos())) {
        *y *= u;
    }
    for y in y.iter_mut().filter(|y| **y > 0.0) {
        *y = y.sqrt();
    }
    y.iter_mut().rev().take(2).for_each(|y| *y = *y * *y);
    for y in y.iter_mut().step_by(2) {
        *y += w;
    }
    s + t * u + v * y.into_iter().map(|v| v * v).sum::<f64>()
}

#[twin]
#[differentiable]
fn over_arrays(m: &Array2<f64>, v: &Array1<f64>) -> f64 {
    let a = m
        .iter()
        .zip(m.iter().skip(1))
        .map(|(a, b)| a * b)
        .sum::<f64>();
    let b = m
        .rows()
        .into_iter()
        .zip(v.iter())
        .map(|(r, w)| r.iter().map(|e| e * w).sum::<f64>())
        .map(|s| s * s)
        .sum::<f64>();
    let c = m
        .iter()
        .filter(|e| **e > 0.0)
        .zip(v.iter())
        .map(|(e, w)| e * w)
        .sum::<f64>();
    let d = v
        .iter()
        .filter(|e| **e > 0.0)
        .zip(m.columns())
        .map(|(e, c)| c.sum() * e)
        .sum::<f64>();
    let f = v.iter().rev().step_by(2).map(|e| e * e).sum::<f64>();
    let g: Array1<f64> = m.columns().into_iter().map(|c| c.dot(&c)).collect();
    a * b + c * d + f * g.sum()
}

#[twin]
#[differentiable]
fn changing_bounds(x: &[f64]) -> f64 {
    let mut n = 1;
    let mut s = 1.0;
    for v in x[0..n].iter().chain(x[n..].iter()).map(|v| v * 2.0) {
        n += 1;
        s = s * 0.5 + v * n as f64;
    }
    for (i, v) in (0..n).chain(0..n).zip(x.iter()) {
        n = i;
        s += v * n as f64;
    }
    let mut k = 3;
    for i in (0..{
        k -= 1;
        k
    })
        .map(|i| i * 2)
    {
        s *= x[i % x.len()];
        k += 1;
    }
    for i in (0..{
        k -= 3;
        k
    }) {
        s += x[i % x.len()] * s;
    }
    s
}

#[twin]
#[differentiable]
fn single(x: &[f32], w: f32) -> f32 {
    let a = x.iter().map(|v| v * w).sum::<f32>();
    let b: f32 = x.iter().filter(|v| **v > 0.0).map(|v| v * v).sum();
    let c = x.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    a * b + c * x.iter().product::<f32>()
}

#[test]
fn places() {
    for n in 1..5 {
        let x: Vec<f64> = (0..n)
            .map(|i| 0.35 + 0.4 * f64::from(i * i) * (-0.7_f64).powi(i))
            .collect();
        check!(inside(&x, w); x = x.clone(), w = 1.3);
        check!(inside(&x, w); x = x.clone(), w = -0.3);
        check!(locals(&x, w); x = x.clone(), w = 1.3);
        check!(changing_bounds(&x); x = x.clone());
    }
    let rows = vec![vec![0.3, 1.2], vec![], vec![-0.4, 0.7, 0.1]];
    check!(left_early(&x, w); x = rows.clone(), w = 1.3);
    check!(left_early(&x, w); x = rows, w = 2.3);
    check!(over_arrays(&m, &v); m = array![[0.3, -0.7, 0.2], [1.2, 0.4, 0.5]], v = array![0.9, -1.1, 0.7]);
    check!(single(&x, w); x = vec![0.3_f32, -0.7, 1.2], w = 1.3_f32);
}
