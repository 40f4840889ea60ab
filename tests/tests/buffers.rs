//! Elements of slices, vectors and arrays that change; `&mut` parameters.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};

#[twin]
#[differentiable]
fn elements(x: &[f64]) -> f64 {
    let n = x.len();
    let mut y = vec![0.0; n];
    for i in 0..n {
        y[i] = x[i] * x[(i + 1) % n];
    }
    y[0] = y[0] * y[n - 1];
    y[n - 1] += y[0];
    y[n - 1] *= y[n - 1];
    y[0] -= 2.0 * y[n - 1];
    y[n / 2] /= x[0];
    y[n / 2] = y[n / 2];
    let mut s = 0.0;
    for i in 0..n {
        s += y[i] * y[i];
    }
    s
}

#[twin]
#[differentiable]
fn before_and_after(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    let a = y[0];
    let b = y[0] * y[1];
    y[0] = 3.0 * y[1];
    let c = y[0] * a;
    y[1] = y[0] * b;
    y[0] = c;
    let d = y[0] + y[1];
    y[0] = 0.0;
    a * b * c * d + y[0]
}

#[twin]
#[differentiable]
fn scalar_before_and_after(x: f64) -> f64 {
    let mut a = x;
    let b = a;
    let c = a * b;
    a = c.sin();
    let d = a * b;
    a = a * d;
    let e = a;
    a = 7.0;
    a * b * c * d * e
}

#[twin]
#[differentiable]
fn prefix_sums(x: &[f64]) -> Vec<f64> {
    let mut y = x.to_vec();
    for i in 1..y.len() {
        y[i] += y[i - 1];
    }
    for i in (1..y.len()).rev() {
        y[i] = y[i] * y[i - 1];
    }
    y
}

#[twin]
#[differentiable]
fn swaps(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    let n = y.len();
    y.swap(0, n - 1);
    y[0] = y[0] * y[1];
    let t = y[1];
    y[1] = y[0];
    y[0] = t * t;
    let (mut a, mut b) = (y[0], y[1]);
    std::mem::swap(&mut a, &mut b);
    a = a * b;
    y[n - 1] = a;
    let old = std::mem::replace(&mut b, a * 2.0);
    old * b * y[n - 1] + y[0] / y[1]
}

#[twin]
#[differentiable]
fn swapped_vectors(x: &[f64], steps: usize) -> Vec<f64> {
    let n = x.len();
    let mut now = x.to_vec();
    let mut next = vec![0.0; n];
    for _ in 0..steps {
        for i in 0..n {
            next[i] = now[i] * now[(i + 1) % n] + 0.1;
        }
        std::mem::swap(&mut now, &mut next);
    }
    now
}

#[test]
fn elements_and_swaps() {
    check!(elements(&x); x = vec![0.5, -0.7, 1.1]);
    check!(elements(&x); x = vec![0.5]);
    check!(before_and_after(&x); x = vec![0.5, -0.7]);
    check!(scalar_before_and_after(x); x = 0.6);
    check!(prefix_sums(&x); x = vec![0.5, -0.7, 1.1, 0.3]; vector);
    check!(swaps(&x); x = vec![0.5, -0.7, 1.1, 0.3]);
    for n in [0, 1, 3] {
        check!(swapped_vectors(&x, n); x = vec![0.5, -0.7, 1.1], n = n as usize; vector);
    }
}

#[twin]
#[differentiable]
fn grown(x: &[f64]) -> f64 {
    let mut y = Vec::new();
    for i in 0..x.len() {
        if x[i] > 0.0 {
            y.push(x[i] * x[i]);
        }
        if i % 2 == 0 {
            y.push(x[i].sin());
        }
    }
    let mut s = 1.0;
    for i in 0..y.len() {
        s = s * y[i] + 1.0;
    }
    s
}

#[twin]
#[differentiable]
fn filled(x: &[f64], w: f64) -> Vec<f64> {
    let mut y = vec![w * w; x.len() + 1];
    y[0] = y[0] * w;
    y[1..].copy_from_slice(x);
    let mut z = y.clone();
    z.fill(y[1] * w);
    z[0] = y[0];
    let last = z.len() - 1;
    y[last] = z[0] * z[last];
    y
}

#[test]
fn whole_vectors() {
    check!(grown(&x); x = vec![0.5, -0.7, 1.1, 0.3]);
    check!(filled(&x, w); x = vec![0.5, -0.7, 1.1, 0.3], w = 1.4; vector);
}

#[twin]
#[differentiable]
fn grids(x: &[Vec<f64>], w: f64) -> f64 {
    let mut y = x.to_vec();
    for i in 0..y.len() {
        for j in 0..y[i].len() {
            y[i][j] = y[i][j] * w + x[0][0];
            y[0][0] += y[i][j] * y[i][j];
        }
    }
    let row = y[1].clone();
    y[1][0] = row[1] * row[0];
    y[0] = row;
    let mut s = 0.0;
    for r in &y {
        for v in r {
            s += v * v * w;
        }
    }
    s
}

#[twin]
#[differentiable]
fn matrix_of_arrays(x: &[[f64; 2]; 2], v: [f64; 2]) -> [[f64; 2]; 2] {
    let mut m = [[0.0; 2]; 2];
    for i in 0..2 {
        for j in 0..2 {
            m[i][j] = x[i][j] * v[j];
            m[i][j] *= x[j][i];
        }
    }
    let r = m[0];
    m[1][0] += r[0] * r[1];
    m[0][1] = m[1][0];
    m
}

#[twin]
#[differentiable]
fn new_rows(x: f64, n: usize) -> Vec<Vec<f64>> {
    let mut rows = vec![vec![0.0; 2]; n];
    for i in 0..n {
        rows[i][0] = x * i as f64;
        rows[i][1] = rows[i][0] * x + 1.0;
        if i > 0 {
            rows[i][1] *= rows[i - 1][1];
        }
    }
    rows
}

#[test]
fn nested_containers() {
    check!(grids(&x, w); x = vec![vec![0.3, -0.7], vec![1.2, 0.1, 0.5]], w = 1.3);
    check!(matrix_of_arrays(&x, v); x = [[0.3, -0.7], [1.2, 0.1]], v = [0.5, 0.9]; vector);
    check!(new_rows(x, n); x = 0.8, n = 3_usize; vector);
    check!(new_rows(x, n); x = 0.8, n = 0_usize; vector);
}

#[twin]
#[differentiable]
fn references(x: &[f64], w: f64) -> f64 {
    let mut a = x.to_vec();
    let r = &mut a[1];
    *r += w;
    *r = *r * *r;
    let s = &a[0];
    let t = s * w + *s;
    a[0] = t * a[1];
    let part = &mut a[1..];
    part[0] = part[0] * part[1];
    part[1] *= w;
    let whole = &a;
    let (first, last) = (whole[0], whole[whole.len() - 1]);
    first * last + a[1]
}

#[twin]
#[differentiable]
fn scalar_reference(x: f64, y: f64) -> f64 {
    let mut a = x * y;
    let mut b = y;
    let r = &mut a;
    *r = *r * b;
    *r += x;
    let q = &mut b;
    *q *= a;
    a * b
}

#[test]
fn aliases() {
    check!(references(&x, w); x = vec![0.5, -0.7, 1.1], w = 1.3);
    check!(scalar_reference(x, y); x = 0.5, y = 1.2);
}

#[twin]
#[differentiable]
fn scale(x: &mut [f64], w: f64) {
    for v in x.iter_mut() {
        *v = *v * w + *v;
    }
    x[0] = x[0] * x[1];
}

#[twin]
#[differentiable]
fn accumulate(into: &mut f64, x: &[f64]) {
    for v in x {
        *into += v * *into;
    }
}

#[twin]
#[differentiable]
fn relax(x: &mut Vec<f64>, y: &mut [f64], w: f64) -> f64 {
    let before = x[0] * w;
    for i in 0..x.len() {
        let t = y[i];
        y[i] = x[i] * w;
        x[i] = t * x[i];
    }
    x[0] = w;
    before * y[1] + x[1]
}

#[twin]
#[differentiable]
fn untouched(x: &mut [f64], w: f64) -> f64 {
    x[0] * w
}

#[twin]
#[differentiable]
fn leaves_early(x: &mut [f64], limit: f64) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        x[i] = x[i] * x[i];
        s += x[i];
        if s > limit {
            x[0] = s * limit;
            return s;
        }
    }
    x[0] *= s;
    0.0
}

#[twin]
#[differentiable]
fn never_read(v: &mut [f64], x: f64) {
    let mut x = v[0] * x;
    if v[1] > 1.0 {
        let mut k = 0;
        loop {
            k += 1;
            if k > 3 {
                break;
            }
        }
    } else {
        for _ in 0..3 {
            x = x.tanh();
        }
    }
}

#[twin]
#[differentiable]
fn scaled(v: &[f64], x: f64) -> f64 {
    v[0] * x
}

#[twin(calls(scaled))]
#[differentiable]
fn passed_on(v: &mut [f64], x: f64) -> f64 {
    let s = scaled(v, v[1]) * x;
    v[0] = v[1] * s;
    s + scaled(v, s)
}

#[test]
fn mutable_parameters() {
    check!(never_read(&mut v, x); v = vec![0.3, 1.4], x = 0.7; left v);
    check!(never_read(&mut v, x); v = vec![0.3, 0.4], x = 0.7; left v);
    check!(passed_on(&mut v, x); v = vec![0.3, 1.4], x = 0.7; value, left v);
    check!(scale(&mut x, w); x = vec![0.5, -0.7, 1.1], w = 1.3; left x);
    check!(accumulate(&mut s, &x); s = 0.4, x = vec![0.5, -0.7, 1.1]; left s);
    check!(relax(&mut x, &mut y, w); x = vec![0.5, -0.7], y = vec![2.0, 0.1], w = 1.3; value, left x, y);
    check!(untouched(&mut x, w); x = vec![0.5, -0.7], w = 1.3; value, left x);
    check!(leaves_early(&mut x, m); x = vec![0.5, -0.7, 1.1], m = 0.6; value, left x);
    check!(leaves_early(&mut x, m); x = vec![0.5, -0.7, 1.1], m = 6.0; value, left x);
}

#[twin(calls(scale))]
#[differentiable]
fn twice_on_one_buffer(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    let a = y[1] * y[0];
    scale(&mut y, x[0]);
    let b = y[0];
    scale(&mut y, a);
    scale(&mut y[1..], b * a);
    let mut s = b;
    for i in 0..y.len() {
        s += y[i] * y[i] * x[i];
    }
    s
}

#[twin(calls(twice_deep, scale, accumulate))]
#[differentiable]
fn twice_deep(x: &mut [f64], depth: usize) {
    if depth == 0 {
        scale(x, 1.5);
    } else {
        twice_deep(x, depth - 1);
        let w = x[0];
        twice_deep(x, depth - 1);
        let n = x.len();
        accumulate(&mut x[n - 1], &[w]);
    }
}

#[twin(calls(relax, scale))]
#[differentiable]
fn in_loops(x: &mut Vec<f64>, steps: usize) -> f64 {
    let mut y = vec![0.5; x.len()];
    let mut s = 0.0;
    for i in 0..steps {
        if i == 2 {
            x[0] = 0.3;
        }
        s += relax(x, &mut y, 0.7);
        scale(&mut y, s);
    }
    s
}

#[twin(calls(accumulate, scale))]
#[differentiable]
fn rows(x: &[Vec<f64>], w: &[f64]) -> f64 {
    let mut y = x.to_vec();
    let mut s = 1.0;
    for row in y.iter_mut() {
        scale(row, w[0]);
        accumulate(&mut s, row);
    }
    for i in 0..y.len() {
        scale(&mut y[i], s);
        s *= y[i][0];
    }
    s
}

#[test]
fn nested_calls_on_buffers() {
    check!(twice_on_one_buffer(&x); x = vec![0.5, -0.7, 1.1]);
    check!(twice_deep(&mut x, n); x = vec![0.5, -0.7, 1.1], n = 3_usize; left x);
    check!(in_loops(&mut x, n); x = vec![0.5, -0.7, 1.1], n = 3_usize; value, left x);
    check!(in_loops(&mut x, n); x = vec![0.5, -0.7, 1.1], n = 0_usize; value, left x);
    check!(rows(&x, &w); x = vec![vec![0.5, -0.7], vec![1.1, 0.2]], w = vec![1.2]);
}
