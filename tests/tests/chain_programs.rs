//! Programs that use several iterator chains for one thing.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{Const, check, twin};

#[twin]
#[differentiable]
fn with_labels(x: &[f64], y: Vec<f64>) -> f64 {
    // Names like those of the macro.
    let item_1 = x[0] * 2.0;
    let found_1 = x[0];
    let mut s = item_1;
    'chain_1: for v in x.iter().map(|v| v * item_1) {
        for u in y.iter().filter(|u| **u > 0.0).map(|u| u * v) {
            if u > 3.0 {
                continue 'chain_1;
            }
            if u < -5.0 {
                break 'chain_1;
            }
            s += u * found_1;
        }
        s *= 0.5;
    }
    let m = x
        .iter()
        .map(|v| {
            y.iter()
                .map(|u| u * v)
                .max_by(|a, b| a.total_cmp(b))
                .unwrap()
        })
        .sum::<f64>();
    let g = x
        .iter()
        .map(|v| {
            let mut t = *v;
            for u in y.iter() {
                if *u < 0.0 {
                    break;
                }
                t = t * u;
            }
            loop {
                t *= 0.5;
                if t.abs() < 1.0 {
                    break t * 2.0;
                }
            }
        })
        .filter(|t| *t != 0.0)
        .map(|t| if t > 0.0 { t * t } else { -t })
        .sum::<f64>();
    s * m + g
}

#[twin]
#[differentiable]
fn running(x: &[f64]) -> (f64, Vec<f64>, [f64; 2]) {
    let best = x
        .iter()
        .copied()
        .enumerate()
        .fold(
            (0, f64::NEG_INFINITY),
            |(i, m), (j, v)| {
                if v > m { (j, v) } else { (i, m) }
            },
        );
    let (lo, hi) = x
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), &v| {
            (lo.min(v), hi.max(v))
        });
    let cumulative: Vec<f64> = x
        .iter()
        .scan(0.0, |acc, &v| {
            *acc += v;
            Some(*acc)
        })
        .collect();
    let mut prev = 0.0;
    let diffs: Vec<f64> = x
        .iter()
        .map(|v| {
            let d = v - prev;
            prev = *v;
            d
        })
        .collect();
    let both: Vec<f64> = cumulative.iter().zip(&diffs).map(|(a, b)| a * b).collect();
    (best.1 * x[best.0] + hi - lo, both, [lo * hi, prev * prev])
}

#[twin]
#[differentiable]
fn softmax(x: &[Vec<f64>], w: &[f64]) -> Vec<f64> {
    let y: Vec<f64> = x
        .iter()
        .map(|row| row.iter().zip(w).map(|(a, b)| a * b).sum::<f64>())
        .collect();
    let top = y.iter().cloned().fold(f64::NEG_INFINITY, f64::max);
    let e: Vec<f64> = y.iter().map(|v| (v - top).exp()).collect();
    let z: f64 = e.iter().sum();
    e.iter().map(|v| v / z).collect()
}

#[twin]
#[differentiable]
fn pairs_in_steps(x: &[f64], y: &[f64]) -> f64 {
    let a = x
        .iter()
        .map(|v| v.sin())
        .zip(y.iter().map(|&u| u * u))
        .map(|(v, u)| u * v)
        .sum::<f64>();
    let b = x
        .iter()
        .map(|&v| v * 2.0)
        .filter(|v| *v > -9.0)
        .take(2)
        .fold(a, |s, v| s * v + 1.0);
    let c = x
        .iter()
        .enumerate()
        .map(|(i, &v)| (i, v))
        .filter(|&(i, v)| v > 0.0 && i > 0)
        .map(|(_, v)| v)
        .sum::<f64>();
    let p: Vec<(f64, f64)> = x.iter().map(|&v| (v, v * v)).collect();
    let d = p
        .iter()
        .fold((0.0, 1.0), |(s, t), &(u, v)| (s + u * v, t * u));
    let e = p.iter().zip(y).fold(0.5, |s, (&(u, v), w)| s * u + v * w);
    let f = p
        .iter()
        .skip(1)
        .zip(p.iter())
        .map(|(&(a, b), (c, d))| a * d - b * c)
        .sum::<f64>();
    let g = p
        .iter()
        .filter(|&&(u, _)| u > 0.0)
        .map(|&(u, v)| u * v)
        .sum::<f64>();
    let h = p
        .iter()
        .enumerate()
        .take(2)
        .filter(|(_, p)| p.0 > 0.0)
        .map(|(i, (u, v))| u * v * i as f64)
        .sum::<f64>();
    let i = p
        .iter()
        .copied()
        .map(|(u, v)| u / v)
        .filter(|v| v.is_finite())
        .sum::<f64>();
    let j = p
        .into_iter()
        .filter(|(u, _)| *u > 0.0)
        .map(|(u, v)| u * v)
        .sum::<f64>();
    a + b * c + d.0 * d.1 + e * f + g * h + i * j
}

#[twin]
#[differentiable(wrt(x))]
fn inactive_beside(x: &[f64], w: &[f64], idx: &[usize]) -> f64 {
    let a = x.iter().zip(w).map(|(v, c)| v * c).sum::<f64>();
    let b = w
        .iter()
        .filter(|c| **c > 0.0)
        .zip(x)
        .map(|(c, v)| v * v * c)
        .sum::<f64>();
    let c = x
        .iter()
        .filter(|v| **v > 0.0)
        .zip(w.iter())
        .map(|(v, c)| v * v * c)
        .sum::<f64>();
    let d = idx.iter().map(|&i| x[i] * w[i]).sum::<f64>();
    let e = idx
        .iter()
        .filter(|i| **i > 0)
        .map(|i| x[*i] * x[*i - 1])
        .fold(1.0, |s, v| s + v * v);
    let f = idx
        .iter()
        .zip(x)
        .filter(|(i, _)| **i != 1)
        .map(|(i, v)| v * v * *i as f64)
        .sum::<f64>();
    let g = w
        .iter()
        .map(|c| c * 2.0)
        .zip(x.iter().map(|v| v * v))
        .map(|(c, v)| c * v)
        .sum::<f64>();
    let h = w.iter().chain(x).map(|v| v * v * v).sum::<f64>();
    let i = x
        .iter()
        .zip(w.iter().map(|c| c.abs().sqrt()))
        .max_by(|p, q| p.0.total_cmp(q.0))
        .map(|(v, c)| v * c)
        .unwrap();
    a * b + c * d + e * f + g * h + i
}

#[twin]
#[differentiable]
fn simulated(x: &[f64], n: usize) -> f64 {
    let path: Vec<(f64, f64)> = std::iter::successors(Some((x[0], x[1])), |&(p, v)| {
        let a = -p * x[2];
        Some((p + 0.1 * v, v + 0.1 * a))
    })
    .take(n)
    .collect();
    let energy = path.iter().map(|(p, v)| p * p + v * v).fold(0.0, f64::max);
    let mut fib = (x[0], x[1]);
    let made = std::iter::from_fn(|| {
        let out = fib.0;
        fib = (fib.1, fib.0 * 0.5 + fib.1 * 0.25);
        Some(out)
    })
    .take(n)
    .map(|v| v * v)
    .sum::<f64>();
    energy * made + fib.0
}

#[test]
fn programs() {
    check!(pairs_in_steps(&x, &y); x = vec![0.3, -0.7, 1.2], y = vec![0.5, 1.1, -0.2]);
    check!(pairs_in_steps(&x, &y); x = Vec::<f64>::new(), y = vec![0.5, 1.1, -0.2]);
    check!(with_labels(&x, y); x = vec![0.3, -0.7, 1.2], y = vec![0.5, 1.1, -0.2]);
    check!(running(&x); x = vec![0.3, -0.7, 1.2, 0.4]; vector);
    check!(softmax(&x, &w); x = vec![vec![0.3, -0.7], vec![1.2, 0.4]], w = vec![0.6, 0.8]; vector);
    check!(inactive_beside(&x, &w.0, &i); x = vec![0.3, -0.7, 1.2], w = Const(vec![0.5, 1.1, -0.2]), i = vec![0_usize, 2, 1]);
    for n in 0..4 {
        check!(simulated(&x, n); x = vec![0.3, -0.7, 1.2], n = n);
    }
}
