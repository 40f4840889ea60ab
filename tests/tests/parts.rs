//! References to parts of containers, by all the names that they have.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};
use ndarray::{Array1, Array2, array};

#[twin]
#[differentiable]
fn ends(x: &[f64], i: usize) -> f64 {
    let mut v = x.to_vec();
    *v.first_mut().unwrap() *= *x.last().unwrap();
    *v.last_mut().expect("not empty") = v[0] * x.first().unwrap();
    *v.get_mut(i).unwrap() += v.first().copied().unwrap() * v[1];
    let r = v.get_mut(i).unwrap();
    *r *= 2.0;
    *r += x[0];
    let a = v.last().unwrap() * v.get(i).unwrap();
    let b = v.get(i).cloned().unwrap();
    let c = v.get(1..3).unwrap()[0];
    let mut m = vec![x.to_vec(), vec![a, b]];
    m.last_mut().unwrap().push(a * c);
    m.last_mut().unwrap()[0] *= b;
    m.first_mut().unwrap().reverse();
    *m[1].last_mut().unwrap() *= m[0].last().unwrap().clone();
    *m.last_mut().unwrap().last_mut().unwrap() *= a;
    *m.last_mut().unwrap().first_mut().unwrap() *= b;
    let row = m.first_mut().unwrap();
    row[0] *= row[1];
    a * b + c + m[1][0] * m[1].last().unwrap() + m[0][0]
}

#[twin]
#[differentiable]
fn reborrows(x: &[f64], w: f64) -> f64 {
    let mut v = x.to_vec();
    let r = &mut v;
    r[0] *= w;
    {
        let q = &mut *r;
        q[1] *= q[0];
        let p = &mut q[1..];
        p[0] *= p[1];
        let e = &mut p[1];
        *e *= 2.0;
        let f = &mut *e;
        *f += w;
    }
    r.push(w);
    let s = &mut (&mut r[1..])[0..2];
    s[0] += s[1] * w;
    (&mut (&mut v[1..])[1..3])[0] *= w;
    v.as_mut_slice()[2..][0] *= w;
    let mut i = 1;
    let open = &x[i..];
    i += 1;
    let through = &x[..=i];
    i = 0;
    let mut t = 0.0;
    for k in 0..open.len() {
        t += open[k] * through[i] * v[k + 1];
    }
    t
}

#[twin]
#[differentiable]
fn halves(x: &[f64], k: usize, w: f64) -> Vec<f64> {
    let mut v = x.to_vec();
    v[0] *= v[1];
    let (left, right) = v.split_at_mut(k);
    left[0] *= right[0];
    right[1] += left[0] * left[0];
    std::mem::swap(&mut left[0], &mut right[0]);
    right[0] *= w;
    left[..1].swap_with_slice(&mut right[1..2]);
    left[0] *= right[1];
    right[..1].copy_from_slice(&left[..1]);
    for (a, b) in left.iter_mut().zip(right.iter()) {
        *a *= *b;
    }
    let (first, rest) = right.split_first_mut().unwrap();
    *first *= rest[0];
    rest[0] += *first;
    let (last, before) = v.split_last_mut().unwrap();
    *last *= before[0];
    let (head, tail) = x.split_at(k);
    let (one, _) = tail.split_first().expect("not empty");
    let (end, _) = tail.split_last().unwrap();
    v[0] *= one * end + head[0] * x.split_at(1).1[0];
    v
}

#[twin]
#[differentiable]
fn row_halves(m: &[Vec<f64>], i: usize) -> Vec<Vec<f64>> {
    let mut m = m.to_vec();
    for j in 1..m.len() {
        let (top, bottom) = m.split_at_mut(j);
        let f = bottom[0][0] * top[0][0];
        for k in 0..bottom[0].len() {
            bottom[0][k] -= f * top[j - 1][k];
        }
        std::mem::swap(&mut top[0], &mut bottom[0]);
        top[0][1] *= 2.0;
    }
    m.swap(0, i);
    for row in m.iter_mut() {
        row[0] *= row[1];
        for e in row.iter_mut() {
            *e *= 3.0;
        }
    }
    let old = std::mem::take(&mut m[0]);
    m[0] = vec![old[0] * old[1]];
    let other = std::mem::replace(&mut m[1], old);
    let product = other[0] * m[1][0];
    m[0].push(product);
    m
}

#[twin]
#[differentiable]
fn merge(a: &mut [f64], b: &mut [f64], w: f64) {
    for i in 0..a.len().min(b.len()) {
        let t = a[i] * w;
        a[i] = a[i] * b[i] + t;
        b[i] = b[i] * t;
    }
}

#[twin]
#[differentiable]
fn scaled(a: &mut [f64], b: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..a.len() {
        a[i] *= b[0] + s;
        s += a[i] * b[b.len() - 1];
    }
    s
}

#[twin(calls(merge, scaled, butterflies))]
#[differentiable]
fn butterflies(v: &mut [f64], w: f64) -> f64 {
    let n = v.len();
    if n < 2 {
        return w;
    }
    let (left, right) = v.split_at_mut(n / 2);
    let mut s = butterflies(left, w * 0.5) + butterflies(right, w);
    merge(left, right, w);
    s += scaled(left, right) * right[0];
    merge(right, &mut left[..1], s);
    s
}

#[test]
fn parts_of_vectors() {
    for i in 0..3_usize {
        check!(ends(&x, i); x = vec![0.3, -0.7, 1.2, 0.4], i = i);
    }
    check!(reborrows(&x, w); x = vec![0.3, -0.7, 1.2, 0.4], w = 0.6);
    for k in 1..3_usize {
        check!(halves(&x, k, w); x = vec![0.3, -0.7, 1.2, 0.4, 0.9], k = k, w = 0.6; vector);
    }
    let m = vec![vec![0.3, -0.7], vec![1.2, 0.5], vec![0.9, 0.8]];
    for i in 0..3_usize {
        check!(row_halves(&m, i); m = m.clone(), i = i; vector);
    }
    check!(butterflies(&mut v, w); v = vec![0.3, -0.7, 1.2, 0.4, 0.9], w = 0.6; value, left v);
}

#[twin]
#[differentiable]
fn elementwise(x: &Array2<f64>, y: &Array1<f64>, w: f64) -> Array2<f64> {
    let mut a = x.clone();
    a.mapv_inplace(|v| v * v + w);
    a.map_inplace(|v| *v *= w);
    a.mapv_inplace(|v| v.sin());
    a.scaled_add(w, x);
    a.zip_mut_with(x, |v, u| *v = *v * u + w);
    let mut b = y.clone();
    b.swap(0, 1);
    b[0] *= b[1];
    b.scaled_add(2.0, y);
    let level = b[0] * w;
    b.fill(level);
    a.row_mut(0).assign(&b);
    a.row_mut(1).mapv_inplace(|v| v * v);
    a
}

#[test]
fn parts_of_arrays() {
    check!(elementwise(&x, &y, w); x = array![[0.3, -0.7], [1.2, 0.5]], y = array![0.9, 0.8], w = 0.6; vector);
}
