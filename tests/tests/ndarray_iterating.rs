//! Loops over rows, lanes, axes, chunks, windows and indexed elements.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};
use ndarray::{Array1, Array2, Array3, ArrayView2, Axis, array};

#[twin]
#[differentiable]
fn iterates(x: &Array3<f64>, m: &Array2<f64>) -> f64 {
    let mut total = 1.0;
    for page in x.axis_iter(Axis(1)) {
        total = total * page.sum() + page[[0, 0]];
    }
    for lane in x.lanes(Axis(1)) {
        total += lane.dot(&lane) * lane[0];
    }
    for row in x.rows() {
        total += row[0] * total * 0.1;
    }
    for part in m.axis_chunks_iter(Axis(1), 2) {
        total += part.product() * part[[0, 0]];
    }
    for w in m.windows((2, 2)) {
        total += w[[0, 0]] * w[[1, 1]];
    }
    for w in m.exact_chunks((1, 2)) {
        total += w[[0, 0]] * w[[0, 1]];
    }
    for ((i, j), v) in m.indexed_iter() {
        total += v * v * (i + 2 * j) as f64;
    }
    for (i, v) in m.row(0).indexed_iter() {
        total *= 1.0 + v * i as f64;
    }
    total += m.rows().into_iter().map(|r| r.sum() * r[0]).sum::<f64>();
    total += m
        .axis_iter(Axis(1))
        .zip(m.rows())
        .map(|(a, b)| a[0] * b[1])
        .sum::<f64>();
    total
        + m.indexed_iter()
            .map(|((i, j), v)| v * (i * j) as f64)
            .sum::<f64>()
}
#[twin]
#[differentiable]
fn iterates_mut(x: &Array3<f64>, m: &Array2<f64>) -> f64 {
    let mut x = x.clone();
    let mut m = m.clone();
    for mut page in x.axis_iter_mut(Axis(1)) {
        page *= 2.0;
        page[[0, 0]] = page[[0, 1]] * page[[0, 0]];
    }
    for mut lane in x.lanes_mut(Axis(1)) {
        lane[0] *= lane[1];
    }
    for mut part in m.axis_chunks_iter_mut(Axis(1), 2) {
        let s = part.sum();
        part *= s;
    }
    for ((i, j), v) in m.indexed_iter_mut() {
        *v *= *v + (i + j) as f64;
    }
    for (row, mut page) in m.rows().into_iter().zip(x.outer_iter_mut()) {
        page *= &row;
    }
    (&x * &x).sum() + m.sum()
}
#[twin]
#[differentiable]
fn over_views(m: ArrayView2<'_, f64>, k: usize) -> f64 {
    let mut total = 1.0;
    for (i, row) in m.axis_iter(Axis(0)).enumerate() {
        if i == k {
            continue;
        }
        for w in row.windows(2) {
            total += w[0] * w[1] * total;
        }
    }
    for part in m.axis_chunks_iter(Axis(1), k) {
        total += part.mapv(|v| v * v).sum();
    }
    for row in m.t().rows() {
        total += row.dot(&row) * row.sum();
    }
    for (a, b) in m.axis_iter(Axis(1)).rev().zip(m.columns()) {
        total += a.dot(&b);
    }
    total
}

#[twin]
#[differentiable]
fn collected(m: &Array2<f64>) -> Array1<f64> {
    let norms: Vec<f64> = m.rows().into_iter().map(|r| r.dot(&r).sqrt()).collect();
    let largest = m.axis_iter(Axis(1)).map(|c| c.sum()).fold(0.0, f64::max);
    Array1::from(norms) * largest
}

#[test]
fn iterating() {
    let m = array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]];
    let t = Array3::from_shape_fn((2, 2, 3), |(i, j, k)| {
        0.1 + 0.3 * (i + 2 * j + 3 * k) as f64
    });
    for m in [
        m.clone(),
        m.t().as_standard_layout().to_owned().reversed_axes(),
    ] {
        check!(iterates(&x, &m); x = t.clone(), m = m.clone());
        check!(iterates_mut(&x, &m); x = t.clone(), m = m.clone());
        for k in 1..3 {
            check!(over_views(m.view(), k); m = m.clone(), k = k as usize);
        }
        check!(collected(&m); m = m.clone(); vector);
    }
    check!(over_views(m.view(), k); m = Array2::zeros((0, 3)), k = 1_usize);
}
