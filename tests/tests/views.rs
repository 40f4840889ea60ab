//! `ndarray` views as locals: rows, columns, slices, transposes, for reading and for writing.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};
use ndarray::{Array1, Array2, Array3, ArrayView2, Axis, array, s};

#[twin]
#[differentiable]
fn rows_and_columns(m: &Array2<f64>) -> f64 {
    let a = m.row(0);
    let b = m.column(1);
    let c = m.row(m.nrows() - 1);
    let mut total = a.dot(&c) + b.sum() * a[1];
    for i in 0..m.nrows() {
        let row = m.row(i);
        total += row.dot(&row) * row[0];
    }
    total + (&a * &c).sum() + (&a + 1.0).dot(&c)
}

#[twin]
#[differentiable]
fn slices(m: &Array2<f64>, v: &Array1<f64>, k: usize) -> f64 {
    let head = v.slice(s![..k]);
    let tail = v.slice(s![k..]);
    let block = m.slice(s![1.., ..2]);
    let every = m.slice(s![0, ..;2]);
    let back = v.slice(s![..;-1]);
    head.sum() * tail.dot(&tail) + block.sum() * block[[0, 1]] + every.sum() + back.dot(v)
}

#[twin]
#[differentiable]
fn views_of_views(t: &Array3<f64>) -> f64 {
    let page = t.index_axis(Axis(0), 1);
    let row = page.row(0);
    let whole = page.t();
    let corner = whole.slice(s![..2, ..1]);
    let diagonal = page.diag();
    row.sum() * diagonal[0] + corner.sum() * page[[1, 1]] + t.view().sum()
}

#[test]
fn reading() {
    let m = array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4], [0.6, -0.1, 0.8]];
    check!(rows_and_columns(&m); m = m.clone());
    check!(rows_and_columns(&m); m = m.clone().reversed_axes());
    for k in 0..4 {
        check!(slices(&m, &v, k); m = m.clone(), v = array![1.2, 0.4, -0.9], k = k as usize);
    }
    check!(views_of_views(&t); t = Array3::from_shape_fn((2, 2, 3), |(i, j, k)| 0.1 + 0.3 * (i + 2 * j + 3 * k) as f64));
}

#[twin]
#[differentiable]
fn writes_rows(m: &Array2<f64>, v: &Array1<f64>) -> Array2<f64> {
    let mut a = m.clone();
    for i in 0..a.nrows() {
        let mut row = a.row_mut(i);
        row += v;
        row *= 0.5 + i as f64;
        row[0] = row[1] * v[0];
    }
    a.row_mut(0).assign(v);
    a.column_mut(1).fill(v[0] * v[1]);
    a
}

#[twin]
#[differentiable]
fn writes_slices(m: &Array2<f64>, w: f64) -> Array2<f64> {
    let mut a = m * w;
    let mut block = a.slice_mut(s![..2, 1..]);
    block *= w;
    block += &m.slice(s![1.., ..2]);
    let total = a.sum();
    a.slice_mut(s![2, ..]).fill(total);
    let mut diagonal = a.diag_mut();
    diagonal[0] = diagonal[1] * w;
    a
}

#[twin]
#[differentiable]
fn reads_then_writes(m: &Array2<f64>) -> f64 {
    let mut a = m.clone();
    let before = a.row(0).to_owned();
    let sum = a.row(0).sum();
    a[[0, 0]] = sum * sum;
    let between = a.row(0).dot(&before);
    a.row_mut(0).fill(between);
    a[[1, 0]] = a[[0, 1]] * before[0];
    let after = a.row(0).dot(&a.row(1));
    after * between + sum
}

#[twin]
#[differentiable]
fn row_to_row(m: &Array2<f64>) -> Array2<f64> {
    let mut a = m.clone();
    for i in 1..a.nrows() {
        let above = a.row(i - 1).to_owned();
        let mut row = a.row_mut(i);
        row += &above;
        row *= &above;
    }
    a
}

#[test]
fn writing() {
    let m = array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4], [0.6, -0.1, 0.8]];
    check!(writes_rows(&m, &v); m = m.clone(), v = array![1.2, 0.4, -0.9]; vector);
    check!(writes_slices(&m, w); m = m.clone(), w = 1.3; vector);
    check!(reads_then_writes(&m); m = m.clone());
    check!(row_to_row(&m); m = m.clone(); vector);
}

#[twin]
#[differentiable]
fn over_rows(m: &Array2<f64>) -> f64 {
    let mut total = 1.0;
    for row in m.rows() {
        total = total * row.sum() + row[0];
    }
    for column in m.columns() {
        total += column.dot(&column) * total;
    }
    for (i, row) in m.outer_iter().enumerate() {
        for v in row {
            total += v * v * i as f64;
        }
    }
    total
}

#[twin]
#[differentiable]
fn over_mutable_rows(m: &Array2<f64>, v: &Array1<f64>) -> Array2<f64> {
    let mut a = m.clone();
    for mut row in a.rows_mut() {
        row *= v;
        row[0] = row[1] * row[0];
    }
    for v in a.iter_mut() {
        *v = v.sin() * *v;
    }
    a
}

#[test]
fn iterating() {
    let m = array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]];
    check!(over_rows(&m); m = m.clone());
    check!(over_rows(&m); m = Array2::zeros((0, 2)));
    check!(over_mutable_rows(&m, &v); m = m.clone(), v = array![1.2, 0.4, -0.9]; vector);
    check!(over_mutable_rows(&m, &v); m = m.clone().reversed_axes(), v = array![1.2, 0.4]; vector);
}

#[twin]
#[differentiable]
fn quadratic(m: ArrayView2<'_, f64>, x: &Array1<f64>) -> f64 {
    let y = m.dot(x);
    x.dot(&y)
}

#[twin]
#[differentiable]
fn scale_all(a: &mut Array2<f64>, w: f64) -> f64 {
    let before = a[[0, 0]] * w;
    *a *= w;
    a[[0, 1]] = a[[0, 0]] * before;
    for v in a.iter_mut() {
        *v += w;
    }
    before
}

#[twin(calls(quadratic, scale_all))]
#[differentiable]
fn calls_with_views(m: &Array2<f64>, x: &Array1<f64>) -> f64 {
    let mut a = m.t().to_owned();
    let u = quadratic(a.view(), x);
    let s = scale_all(&mut a, u);
    let v = quadratic(a.view(), x) * quadratic(m.slice(s![..2, ..2]), x);
    a[[1, 1]] = v;
    scale_all(&mut a, s) * quadratic(a.t(), x)
}

#[test]
fn calls() {
    let m = array![[0.3, -0.7], [0.2, 0.9]];
    check!(quadratic(m.view(), &x); m = m.clone(), x = array![0.4, 1.3]);
    check!(scale_all(&mut a, w); a = m.clone(), w = 1.3; value, left a);
    check!(calls_with_views(&m, &x); m = m.clone(), x = array![0.4, 1.3]);
}
