//! Containers of containers, and values that move between them.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};
use ndarray::{Array1, Array2, array};

#[twin]
#[differentiable]
fn pairs(points: &[(f64, f64)], w: f64) -> f64 {
    let mut moved = points.to_vec();
    for i in 0..moved.len() {
        moved[i].0 = moved[i].0 * w;
        moved[i].1 += moved[i].0 * moved[i].1;
    }
    let mut s = 0.0;
    for p in &moved {
        s += p.0 * p.1;
    }
    for p in points.iter() {
        let (a, b) = *p;
        s += a * b * s;
    }
    for (i, p) in moved.iter().enumerate() {
        s += p.0 * i as f64;
    }
    s
}

#[twin]
#[differentiable]
fn triples(x: &[[f64; 3]], v: &mut Vec<[f64; 2]>) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        let p = x[i];
        v.push([p[0] * p[1], p[2]]);
        v[0][1] += v[i][0] * v[i][1];
        s += v[0][1];
    }
    for q in v.iter_mut() {
        q[0] *= q[1] + s;
    }
    s
}

#[twin]
#[differentiable]
fn vectors_in_a_pair(x: &[f64], w: f64) -> f64 {
    let mut p = (x.to_vec(), w * w);
    p.0[0] = p.0[1] * p.1;
    p.1 *= p.0[0];
    let (mut v, s) = p;
    v[1] = s * v[0];
    let q = (v, s);
    q.0[1] * q.1 + q.0[0]
}

#[twin]
#[differentiable]
fn array_of_vectors(x: &[f64], w: f64) -> f64 {
    let a = x.to_vec();
    let mut b = a.clone();
    b[0] = b[0] * w;
    let mut both = [a, b];
    both[1][1] = both[0][0] * both[1][0];
    both[0] = both[1].clone();
    both[0][0] *= w;
    let mut list = vec![x.to_vec(), vec![w, w * w]];
    list[1][0] += list[0][1] * both[0][0];
    list.push(vec![list[1][0], both[0][1]]);
    list[2][0] * list[2][1] + both[1][1] * list[0][0]
}

#[twin]
#[differentiable]
fn deep(x: &[Vec<Vec<f64>>]) -> f64 {
    let mut y = x.to_vec();
    for i in 0..y.len() {
        for j in 0..y[i].len() {
            for k in 1..y[i][j].len() {
                y[i][j][k] *= y[i][j][k - 1];
            }
        }
    }
    let mut s = 0.0;
    for page in &y {
        for row in page {
            for v in row {
                s += v * v;
            }
        }
    }
    s
}

#[twin]
#[differentiable]
fn vectors_of_arrays(x: &Array1<f64>, w: &[Array2<f64>]) -> f64 {
    let mut layers = vec![x.clone()];
    for i in 0..w.len() {
        let next = w[i].dot(&layers[i]);
        layers.push(next.mapv(|v| v.tanh()));
    }
    let mut s = 0.0;
    for layer in &layers {
        s += layer.dot(layer) + layer[0];
    }
    layers[0][0] = s;
    layers[0] *= 0.5;
    layers[1] = &layers[0] * &layers[1];
    s + layers[1].sum() * layers[0][0]
}

#[test]
fn containers_of_containers() {
    check!(pairs(&p, w); p = vec![(0.3, -0.7), (1.2, 0.5)], w = 1.3);
    check!(triples(&x, &mut v); x = vec![[0.3, -0.7, 1.1], [1.2, 0.5, 0.4]], v = Vec::<[f64; 2]>::new(); value, left v);
    check!(triples(&x, &mut v); x = vec![[0.3, -0.7, 1.1], [1.2, 0.5, 0.4]], v = vec![[0.2, 0.6]]; value, left v);
    check!(vectors_in_a_pair(&x, w); x = vec![0.3, -0.7], w = 1.3);
    check!(array_of_vectors(&x, w); x = vec![0.3, -0.7], w = 1.3);
    check!(deep(&x); x = vec![vec![vec![0.3, -0.7], vec![]], vec![vec![1.2, 0.5, 0.4]]]);
    check!(vectors_of_arrays(&x, &w); x = array![0.3, -0.7], w = vec![array![[0.5, 0.2], [-0.3, 0.9]], array![[1.5, 0.4], [0.3, 0.1]]]);
}

#[twin]
#[differentiable]
fn sum(v: Vec<f64>) -> f64 {
    let mut s = 0.0;
    for a in v.iter() {
        s += a * a;
    }
    s
}

#[twin]
#[differentiable]
fn twice(v: Vec<f64>, w: f64) -> Vec<f64> {
    let mut v = v;
    for i in 0..v.len() {
        v[i] *= w + v[i];
    }
    v
}

#[twin(calls(sum, twice))]
#[differentiable]
fn moved_in_branches(x: &[f64], w: f64, n: usize) -> f64 {
    let v = x.to_vec();
    let s = if n == 0 {
        sum(v)
    } else if n == 1 {
        let u = twice(v, w);
        u[0] * u[1]
    } else {
        v[0] * w
    };
    let u = x.to_vec();
    match n {
        0 => s * u[0],
        2 => s + sum(twice(u, s)),
        _ => {
            let t = twice(u, s);
            sum(t) * s
        }
    }
}

#[twin(calls(twice, sum))]
#[differentiable]
fn moved_in_loops(x: &[f64], w: f64, n: usize) -> f64 {
    let mut current = x.to_vec();
    let mut history = Vec::new();
    for i in 0..n {
        let next = twice(current, w);
        if i % 2 == 0 {
            history.push(next.clone());
        }
        current = next;
        current[0] = current[1] * 0.5;
    }
    let old = std::mem::take(&mut current);
    current = twice(old, 0.5);
    let mut s = sum(current);
    for h in history {
        let first = h[0];
        s += first * sum(h);
    }
    s
}

#[twin]
#[differentiable]
fn chosen_array(x: &Array1<f64>, n: usize) -> Array1<f64> {
    let a;
    if n == 0 {
        a = x * 2.0;
    } else {
        a = x.clone();
    }
    let b = match n {
        0 => a.clone(),
        1 => &a * &a,
        _ => {
            let mut c = a.clone();
            c[0] = c[1];
            c
        }
    };
    let mut k = 0;
    let c = loop {
        k += 1;
        if k == n {
            break &b * x;
        }
        if k > 3 {
            break a;
        }
    };
    if c.sum() > 100.0 {
        return c;
    }
    let d = if n > 1 { b } else { c.clone() };
    d + c
}

#[test]
fn moves() {
    for n in 0..4_usize {
        check!(moved_in_branches(&x, w, n); x = vec![0.3, -0.7], w = 1.3, n = n);
        check!(moved_in_loops(&x, w, n); x = vec![0.3, -0.7], w = 1.3, n = n);
        check!(chosen_array(&x, n); x = array![0.3, -0.7], n = n; vector);
    }
}

#[twin]
#[differentiable]
fn repeated_rows(x: &[f64], n: usize) -> Vec<Vec<f64>> {
    let row = vec![x[0] * x[1], x[1]];
    let mut rows = vec![row; n];
    for i in 1..n {
        rows[i][0] *= rows[i - 1][0];
    }
    rows
}

#[twin]
#[differentiable]
fn single_precision(x: &[Vec<f32>], a: &Array2<f32>) -> Vec<f32> {
    let mut y = x[0].clone();
    for i in 0..y.len() {
        y[i] = y[i] * a[[i, 0]] + a.row(i).sum();
    }
    y
}

#[test]
fn other_containers() {
    check!(repeated_rows(&x, n); x = vec![0.3, -0.7], n = 3_usize; vector);
    check!(repeated_rows(&x, n); x = vec![0.3, -0.7], n = 0_usize; vector);
    check!(single_precision(&x, &a); x = vec![vec![0.5_f32, 1.5]], a = array![[0.25_f32, 1.0], [2.0, 0.5]]; vector);
}
