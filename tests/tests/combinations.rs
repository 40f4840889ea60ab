//! Constructs against each other: exits across everything, values read and overwritten around loops
//! and calls, shadowed names, places that move.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};
use ndarray::{Array1, Array2, array};

#[twin]
#[differentiable]
fn exits(x: &[f64], limit: usize) -> f64 {
    let mut s = 1.0;
    let mut trail = vec![0.0; x.len()];
    'rows: for i in 0..x.len() {
        let a = x[i] * s;
        let mut b = a;
        let mut rounds = 0;
        'columns: loop {
            rounds += 1;
            if rounds > 6 {
                break;
            }
            let c = b * a + 0.1;
            match i {
                0 if c > 2.0 => break 'rows,
                0 => break 'columns,
                1 => {
                    let d = c * c;
                    if d > 4.0 {
                        return d * s;
                    }
                    b = d + 0.3;
                    if b > 0.9 {
                        continue 'rows;
                    }
                }
                k if k == limit => {
                    trail[i] = b;
                    return trail[i] * s + c;
                }
                _ => {
                    for j in 0..=i {
                        let e = trail[j] * b + c;
                        if e > 1.5 {
                            trail[i] += e;
                            continue 'rows;
                        }
                        if e < -1.5 {
                            s *= e;
                            break 'columns;
                        }
                        trail[j] += e * 0.5;
                    }
                    break;
                }
            }
            b += 0.2;
        }
        trail[i] = trail[i] * a + b;
        s = s * 0.9 + trail[i];
    }
    for v in &trail {
        s += v * v;
    }
    s
}

#[test]
fn returns_in_matches_in_labelled_loops() {
    let inputs: [&[f64]; 7] = [
        &[0.5, -0.7, 1.3, 0.2],
        &[0.5, 0.1, 1.3, -1.9, 0.4],
        &[2.5, 0.1],
        &[0.5, 1.9, 0.3],
        &[0.2, 0.3, 0.8, 0.9, 1.0, -0.3],
        &[0.5, -0.2, -3.0, -2.0, 0.4],
        &[],
    ];
    for x in inputs {
        for limit in 2..5_usize {
            check!(exits(&x, n); x = x.to_vec(), n = limit);
        }
    }
}

#[twin]
#[differentiable]
fn live_locals(x: &[f64]) -> f64 {
    let mut kept = Vec::new();
    let mut s = 1.0;
    for (i, v) in x.iter().enumerate() {
        let a = v * s;
        let mut w = vec![a, a * a];
        let t = (a.sin(), w[1]);
        if a < 0.0 {
            continue;
        }
        w[0] = w[1] * t.0;
        let u = w;
        if i == 2 {
            kept.push(u[0] * t.1);
            continue;
        }
        s += u[0] + t.1 * u[1];
    }
    for v in kept {
        s *= v;
    }
    s
}

#[twin]
#[differentiable]
fn shadows_in_loops(x: &[f64]) -> f64 {
    let s = x[0];
    let mut acc = s;
    for x in x {
        let s = x * acc;
        let acc_before = acc;
        acc = s + acc_before;
        let acc = acc * s;
        println!("{acc} {s} {x}");
        if acc > 1.0 {
            let s = acc.sqrt();
            println!("{s}");
            return s * x;
        }
    }
    println!("{acc:?}");
    acc * s
}

#[test]
fn locals_and_shadows() {
    for x in [
        vec![0.5, 0.3, 0.7, 0.2],
        vec![-0.5, 0.3, -0.7, 0.2],
        vec![1.5, 0.3],
        vec![0.1],
    ] {
        check!(live_locals(&x); x = x.clone());
        check!(shadows_in_loops(&x); x = x);
    }
}

#[twin]
#[differentiable]
fn polynomial(c: &[f64], x: f64) -> f64 {
    let mut y = 0.0;
    for a in c.iter().rev() {
        y = y * x + a;
    }
    y
}

#[twin]
#[differentiable]
fn shift(mut v: Vec<f64>, by: f64) -> Vec<f64> {
    for a in v.iter_mut() {
        *a = *a * by + by;
    }
    v
}

#[twin]
#[differentiable]
fn sweep(v: &mut [f64], w: f64) -> f64 {
    let n = v.len();
    let mut largest = v[0];
    for i in 0..n {
        let left = if i > 0 { v[i - 1] } else { w };
        v[i] = 0.5 * (left + v[i]) * w;
        if v[i] > largest {
            largest = v[i];
        }
    }
    largest
}

#[twin(calls(polynomial, shift, sweep))]
#[differentiable]
fn moved_around(c: &[f64], x: f64, n: usize) -> f64 {
    let mut v = c.to_vec();
    let mut total = 0.0;
    let mut i = 0;
    while polynomial(&v, x) < 4.0 && i < n {
        v = shift(v, x);
        let old = v[0];
        if i == 1 {
            let top = sweep(&mut v, old);
            total += top * v[0];
        }
        let w = v.clone();
        v[0] = polynomial(&w, old) * 0.1;
        total += old * v[0];
        i += 1;
    }
    let top = sweep(&mut v[..2], x);
    if top > 0.5 {
        total * polynomial(&v, total)
    } else {
        polynomial(&shift(v, total), x)
    }
}

#[test]
fn buffers_through_calls() {
    for n in 0..5_usize {
        check!(moved_around(&c, x, n); c = vec![0.3, 0.2, 0.4], x = 0.6, n = n);
        check!(moved_around(&c, x, n); c = vec![0.3, -1.2, 0.4, 0.1], x = 1.1, n = n);
    }
}

#[twin]
#[differentiable]
fn row_then_matrix(m: &Array2<f64>, steps: usize) -> f64 {
    let mut a = m.clone();
    let mut total = 0.0;
    for k in 0..steps {
        let i = k % a.nrows();
        let r = a.row(i).to_owned();
        let s = a.row(i).sum();
        a[[i, 0]] = s * r[1];
        if k % 2 == 1 {
            a = a.dot(&a);
            a *= 0.3;
        }
        let t = a.row(i).dot(&r);
        a.row_mut(i).fill(t);
        a[[0, i]] -= total;
        total += t * a[[i, 1]];
    }
    total + a.sum()
}

#[twin]
#[differentiable]
fn alternating(x: &Array1<f64>, steps: usize) -> Array1<f64> {
    let mut a = x.clone();
    let mut b = x * 2.0;
    for k in 0..steps {
        if k % 3 == 2 {
            b[0] = a[1] * b[1];
            continue;
        }
        let c = &a * &b;
        a = b;
        b = c + 0.1;
        if b.sum() > 5.0 {
            a /= 2.0;
            b = &b / &a;
        }
    }
    a - b
}

#[test]
fn arrays_in_loops() {
    for n in 0..6_usize {
        check!(row_then_matrix(&m, n); m = array![[0.3, -0.7], [0.2, 0.9]], n = n);
        check!(alternating(&x, n); x = array![0.9, 1.7], n = n; vector);
    }
}

#[twin]
#[differentiable]
fn index_changes(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    let n = y.len();
    let mut i = 0;
    let mut k = n - 1;
    let mut s = 1.0;
    while i < k {
        let j = (i + k) / 2;
        y[i] = y[j] * y[k];
        i += 1;
        y[i] += y[k] * s;
        if y[i] > 0.5 {
            k -= 1;
            y[k] = y[k] * y[i];
        }
        s += y[j] * y[i - 1];
    }
    s + y[0] * y[n - 1]
}

#[twin]
#[differentiable]
fn deep(x: f64, n: usize) -> f64 {
    let mut s = x;
    for i in 0..n {
        let a = s * x;
        if i % 2 == 0 {
            let mut t = a;
            for j in 0..=i {
                let b = t * s;
                t = match (i + j) % 3 {
                    0 => b.sin(),
                    1 => {
                        let mut u = b;
                        while u > 0.2 {
                            u = u * 0.5;
                            if u * a > 0.3 {
                                s += u;
                            }
                        }
                        u + t
                    }
                    _ => {
                        if b > 0.1 {
                            s = s * 0.9;
                            continue;
                        }
                        b
                    }
                };
            }
            s = s * 0.5 + t;
        } else {
            s -= a * a;
        }
    }
    s
}

#[test]
fn nesting() {
    for x in [
        vec![0.5, 0.3, 0.9, 0.2, 1.1],
        vec![0.6, -0.4, 0.7],
        vec![0.4],
    ] {
        check!(index_changes(&x); x = x);
    }
    for n in 0..7_usize {
        check!(deep(x, n); x = 0.7, n = n);
        check!(deep(x, n); x = -0.4, n = n);
    }
}

#[twin]
#[differentiable]
fn values_from_blocks(x: f64, y: f64) -> f64 {
    let mut a = x;
    let b = {
        a = a * y;
        let t = a + 1.0;
        a += t;
        t * a
    };
    let c = if b > 1.0 {
        a *= 2.0;
        a * b
    } else {
        a -= b;
        b
    };
    let d = {
        let mut s = c;
        loop {
            s = s * 0.5;
            if s.abs() < 0.3 {
                break s + a;
            }
            a += 0.1 * s;
        }
    };
    a * b + c * d
}

#[twin]
#[differentiable]
fn order_of_evaluation(x: f64) -> f64 {
    let mut a = x;
    let b = a * {
        a += 1.0;
        a
    } + {
        a *= 2.0;
        a
    };
    let mut v = vec![a, b];
    let mut i = 0;
    v[i] = {
        i += 1;
        v[i] * 2.0
    };
    v[1] += {
        a *= 0.5;
        v[0] * a
    };
    let t = (
        a,
        {
            a = a * b;
            a
        },
        a,
    );
    t.0 * t.1 + t.2 * v[0] - v[i]
}

#[test]
fn blocks_with_effects() {
    for (x, y) in [(0.5, 0.3), (1.5, 0.8), (-2.0, 0.7)] {
        check!(values_from_blocks(x, y); x = x, y = y);
    }
    check!(order_of_evaluation(x); x = 0.7);
}
