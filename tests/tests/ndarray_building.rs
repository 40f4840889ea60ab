//! Arrays made of numbers, vectors, functions and other arrays.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, differences, twin};
use ndarray::{Array, Array1, Array2, Array3, ArrayView1, Axis, array, concatenate, stack};

#[twin]
#[differentiable]
fn rotation(angle: f64, v: &Array1<f64>) -> Array1<f64> {
    let (s, c) = angle.sin_cos();
    let r = array![[c, -s], [s, c]];
    let one = array![[1.0, 0.0], [angle * v[0], 1.0]];
    r.dot(&one).dot(v)
}

#[twin]
#[differentiable]
fn nested(x: f64, y: f64) -> f64 {
    let t = array![[[x], [y.exp()]], [[x * x], [1.0]], [[2.0], [y]]];
    let u = array![[[[x, y]]]];
    (&t * &t).sum() + t[[1, 0, 0]] * u.sum()
}

#[twin]
#[differentiable]
fn from_vectors(v: Vec<f64>, x: f64) -> f64 {
    let a = Array2::from_shape_vec((2, 2), vec![x, v[0], v[1], x * x]).unwrap();
    let b = Array::from_shape_vec((1, 2, 1), vec![x, v[0]]).expect("two elements");
    let c = Array1::from(v.clone());
    let d = Array2::from_shape_vec((1, 2), v).unwrap();
    a.dot(&c).sum() * b.sum() + d.dot(&a).sum()
}

#[twin]
#[differentiable]
fn from_functions(v: &Array1<f64>, x: &Array2<f64>, w: f64) -> f64 {
    let n = v.len();
    let outer = Array2::from_shape_fn((n, n), |(i, j)| v[i] * v[j] * w);
    let hilbert = Array2::from_shape_fn([n, 2], |(i, j)| w / (i + j + 1) as f64);
    let sines = Array1::from_shape_fn(n, |i| v[i].sin());
    let twice = Array2::from_shape_fn(
        x.raw_dim(),
        |(i, j)| if i > j { x[[i, j]] * w } else { 0.5 },
    );
    let cube = Array3::from_shape_fn((2, 1, n), |(i, _, k)| v[k] * i as f64);
    outer.dot(&hilbert).sum() + sines.dot(v) * twice.sum() + cube.sum()
}

#[twin]
#[differentiable]
fn from_iterators(v: &Array1<f64>) -> f64 {
    let a = Array1::from_iter(v.iter().map(|x| x * x));
    let b = Array::from_iter(v.iter().zip(&a).map(|(x, y)| x * y));
    let c: Array1<f64> = v.iter().map(|x| x.sin()).collect();
    a.dot(&b) + c.sum()
}

#[twin]
#[differentiable]
fn filled(x: f64, v: &Array1<f64>, n: usize) -> Array2<f64> {
    let a = Array2::from_elem((n, n), x);
    let b = Array2::<f64>::eye(n) * x;
    let c = Array2::from_diag(v);
    let d = Array2::from_diag_elem(n, x * x);
    let e = Array1::linspace(x, x * x, n);
    let f = Array2::<f64>::ones((n, n)) * v;
    let mut g = Array2::zeros((n, n));
    g[[0, 0]] = x;
    (a + b) * c + d.dot(&f) + e + g
}

#[twin]
#[differentiable]
fn concatenated(a: &Array2<f64>, b: &Array2<f64>, v: &Array1<f64>) -> f64 {
    let c = concatenate(Axis(0), &[a.view(), b.view(), a.view()]).unwrap();
    let d = concatenate![Axis(1), a.view(), b.view()];
    let e =
        ndarray::concatenate(Axis(0), &[a.row(0), v.view(), b.slice(ndarray::s![1, ..2])]).unwrap();
    let f = concatenate![Axis(0), a.sin(), *b];
    let g = concatenate(Axis(1), &[(a * 2.0).view(), v.view().insert_axis(Axis(1))]).unwrap();
    (&c * &c).sum()
        + d.t().dot(&d).sum()
        + e.dot(&e) * e[3]
        + (&f * &c.slice(ndarray::s![..4, ..])).sum()
        + g.sum()
}

#[twin]
#[differentiable]
fn stacked(a: &Array1<f64>, b: ArrayView1<'_, f64>, m: &Array2<f64>) -> f64 {
    let c = stack(Axis(0), &[a.view(), b.view()]).unwrap();
    let d = ndarray::stack(Axis(1), &[b, a.view(), m.row(0)]).expect("of one length");
    let e = stack![Axis(2), m.view(), m.view()];
    let f = stack![Axis(0), *a, a.exp()];
    c.dot(&d).sum() + (&e * &e).sum() + (&f * &c).sum()
}

/// One of the arrays, and the axis, carry no derivative.
#[twin]
#[differentiable]
fn with_constants(v: &Array1<f64>, k: usize) -> f64 {
    let ones = Array1::ones(k);
    let a = concatenate(Axis(0), &[ones.view(), v.view()]).unwrap();
    let mut axis = 0;
    let mut total = 0.0;
    while axis < 2 {
        let b = stack(Axis(axis), &[a.view(), a.view()]).unwrap();
        total += b.row(0).sum() * b[[1, 1]];
        axis += 1;
    }
    a.dot(&a) + total
}

#[test]
fn building() {
    let (m, n) = (
        array![[0.3, -0.7], [0.2, 0.9]],
        array![[0.1, 0.6], [0.45, 0.35]],
    );
    check!(rotation(t, &v); t = 0.7, v = array![0.4, 1.2]; vector);
    check!(nested(x, y); x = 0.7, y = -0.3);
    check!(from_vectors(v, x); v = vec![0.4, 1.2], x = 0.7);
    check!(from_functions(&v, &x, w); v = array![0.4, 1.2, -0.6], x = m.clone(), w = 1.3);
    check!(from_iterators(&v); v = array![0.4, 1.2, -0.6]);
    check!(from_iterators(&v); v = array![]);
    check!(filled(x, &v, n); x = 0.7, v = array![0.4, 1.2, -0.6], n = 3_usize; vector);
    check!(filled(x, &v, n); x = 0.7, v = array![0.4], n = 1_usize; vector);
    check!(concatenated(&a, &b, &v); a = m.clone(), b = n.clone(), v = array![0.4, 1.2]);
    check!(concatenated(&a, &b, &v); a = m.clone().reversed_axes(), b = n.clone(), v = array![0.4, 1.2]);
    check!(stacked(&a, b.view(), &m); a = array![0.4, 1.2], b = array![-0.3, 0.8], m = m.clone());
    check!(with_constants(&v, k); v = array![0.4, 1.2], k = 2_usize);
    check!(with_constants(&v, k); v = array![0.4, 1.2], k = 0_usize);
}

#[differentiable]
fn empty_parts(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let c = concatenate(Axis(1), &[a.view(), b.view()]).unwrap();
    (&c * &c).sum()
}

#[test]
fn parts_without_elements() {
    differences!(empty_parts(&a, &b); a = array![[0.3], [0.2]], b = Array2::zeros((2, 0)));
    differences!(empty_parts(&a, &b); a = Array2::zeros((0, 2)), b = Array2::zeros((0, 1)));
}
