//! `ndarray` values: arithmetic, broadcasting, reductions, products, maps.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, rounded, twin};
use ndarray::{
    Array, Array0, Array1, Array2, Array3, ArrayD, ArrayView1, ArrayView2, Axis, IxDyn, arr0, array,
};

#[twin]
#[differentiable]
fn elementwise(x: &Array1<f64>, y: &Array1<f64>) -> Array1<f64> {
    let a = x + y;
    let b = &a * x;
    let c = b - y;
    let d = &c / y;
    let e = x.clone() * y + &d;
    -(e * &c) + -&d
}

#[twin]
#[differentiable]
fn with_scalars(x: &Array2<f64>, w: f64) -> Array2<f64> {
    let a = x * w;
    let b = w * x;
    let c = 2.0 - &a * 3.0;
    let d = w / (x + 4.0);
    let e = &c - w;
    (a + 1.0) * b / w - c * d + e * 0.5
}

#[twin]
#[differentiable]
fn broadcast(m: &Array2<f64>, row: &Array1<f64>, column: &Array2<f64>) -> Array2<f64> {
    let a = m + row;
    let b = &a * column;
    let c = &b / row - column;
    c * m
}

#[twin]
#[differentiable]
fn broadcast_up(row: &Array1<f64>, m: &Array2<f64>, t: &Array3<f64>) -> Array3<f64> {
    let a = m * row;
    let b = t + &a;
    &b * t - row
}

#[twin]
#[differentiable]
fn zero_dimensional(x: &Array0<f64>, y: &Array1<f64>) -> Array1<f64> {
    let a = x * x;
    y * &a + x
}

#[twin]
#[differentiable]
fn any_dimension(x: &ArrayD<f64>, w: f64) -> ArrayD<f64> {
    let a = x * x;
    (a + x) * w
}

#[test]
fn arithmetic() {
    let (x, y) = (array![0.3, -0.7, 1.1], array![1.2, 0.4, -0.9]);
    check!(elementwise(&x, &y); x = x.clone(), y = y.clone(); vector);
    check!(elementwise(&x, &y); x = array![], y = array![]; vector);
    let m = array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]];
    check!(with_scalars(&x, w); x = m.clone(), w = 1.3; vector);
    check!(with_scalars(&x, w); x = Array2::zeros((0, 3)), w = 1.3; vector);
    check!(with_scalars(&x, w); x = m.clone().reversed_axes(), w = 1.3; vector);
    check!(broadcast(&m, &r, &c); m = m.clone(), r = y.clone(), c = array![[1.4], [-0.6]]; vector);
    check!(broadcast_up(&r, &m, &t); r = y.clone(), m = m.clone(), t = Array3::from_shape_fn((2, 2, 3), |(i, j, k)| 0.1 * (i + 2 * j + 3 * k) as f64); vector);
    check!(zero_dimensional(&x, &y); x = arr0(1.3), y = y.clone(); vector);
    check!(any_dimension(&x, w); x = ArrayD::from_elem(IxDyn(&[2, 1, 2]), 0.7), w = 1.3; vector);
}

#[twin]
#[differentiable]
fn updates(x: &Array2<f64>, row: &Array1<f64>, w: f64) -> Array2<f64> {
    let mut a = x.clone();
    a += row;
    a *= x;
    a -= w;
    a /= &(x + 3.0);
    a *= w;
    a += &(&a * row);
    a = &a * &a;
    a
}

#[twin]
#[differentiable]
fn elements(x: &Array2<f64>, v: &Array1<f64>) -> Array2<f64> {
    let (n, m) = x.dim();
    let mut a = Array2::zeros((n, m));
    for i in 0..n {
        for j in 0..m {
            a[[i, j]] = x[[i, j]] * v[j];
            a[[i, j]] += x[[0, j]] * a[[i, 0]];
            a[[i, j]] *= v[i];
        }
    }
    a[(0, 0)] = a[[n - 1, m - 1]] * v[0];
    a[[0, m - 1]] = 0.5;
    a
}

#[twin]
#[differentiable]
fn cubes(x: &Array3<f64>) -> f64 {
    let mut s = 1.0;
    for i in 0..x.shape()[0] {
        for j in 0..x.len_of(Axis(1)) {
            for k in 0..x.dim().2 {
                s = s * 0.5 + x[[i, j, k]] * s;
            }
        }
    }
    for v in x.iter() {
        s += v * v;
    }
    s
}

#[test]
fn in_place() {
    let m = array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]];
    check!(updates(&x, &r, w); x = m.clone(), r = array![1.2, 0.4, -0.9], w = 1.3; vector);
    check!(elements(&x, &v); x = m.clone(), v = array![1.2, 0.4, -0.9]; vector);
    check!(cubes(&x); x = Array3::from_shape_fn((2, 1, 3), |(i, _, k)| 0.2 + (i + k) as f64 * 0.3));
}

#[twin]
#[differentiable]
fn reductions(x: &Array2<f64>) -> f64 {
    let s = x.sum();
    let m = x.mean().unwrap();
    let rows = x.sum_axis(Axis(0));
    let columns = x.sum_axis(Axis(1));
    let means = x.mean_axis(Axis(1)).unwrap();
    s * m + (&rows * &rows).sum() + (&columns * &means).sum() * columns[0] + rows.mean().unwrap()
}

#[twin]
#[differentiable]
fn total_product(x: &Array1<f64>) -> f64 {
    let p = x.product();
    p * p + (x * 2.0).product()
}

#[test]
fn sums_and_means() {
    check!(reductions(&x); x = array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]]);
    check!(reductions(&x); x = array![[0.3]]);
    check!(total_product(&x); x = array![0.3, -0.7, 1.1]);
    check!(total_product(&x); x = array![0.3, 0.0, 1.1]);
}

#[twin]
#[differentiable]
fn products(a: &Array2<f64>, b: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let ab = a.dot(b);
    let u = ab.dot(x);
    let v = y.dot(a);
    u.dot(y) * y.dot(&u) + v.dot(&v) + ab.sum()
}

#[twin]
#[differentiable]
fn transposed(a: &Array2<f64>, x: &Array1<f64>) -> f64 {
    let g = a.t().dot(a);
    let h = a.dot(&a.t());
    let u = g.dot(x);
    u.dot(x) + (&h * &h.t()).sum() + a.t().dot(&a.dot(x)).sum()
}

#[twin]
#[differentiable]
fn power_iteration(a: &Array2<f64>, n: usize) -> f64 {
    let mut v = Array1::from_elem(a.nrows(), 1.0);
    for _ in 0..n {
        v = a.dot(&v);
        let norm = v.dot(&v).sqrt();
        v /= norm;
    }
    v.dot(&a.dot(&v))
}

#[test]
fn dot_products() {
    let a = array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]];
    let b = array![[0.5, 0.1], [-0.3, 0.8], [1.2, 0.6]];
    check!(products(&a, &b, &x, &y); a = a.clone(), b = b.clone(), x = array![0.4, 1.3], y = array![-0.2, 0.6]);
    check!(transposed(&a, &x); a = a.clone(), x = array![0.4, 1.3, 0.2]);
    for n in [0, 1, 4] {
        check!(power_iteration(&a, n); a = array![[2.0, 0.3], [0.3, 1.0]], n = n as usize);
    }
}

#[twin]
#[differentiable]
fn maps(x: &Array2<f64>, w: f64) -> f64 {
    let a = x.mapv(|v| v.tanh() * 2.0);
    let b = a.mapv(|v| v * v + 1.0);
    let c = b.mapv(f64::ln);
    (&a * &c).sum() * w
}

#[twin]
#[differentiable]
fn maps_with_captures(x: &Array1<f64>, w: f64, n: i32) -> Array1<f64> {
    let shift = w * w;
    let a = x.mapv(|v| (v * w + shift).sin());
    a.mapv(|v| {
        let u = v.powi(n) + w;
        u * u
    })
}

#[test]
fn mapped() {
    rounded(|| check!(maps(&x, w); x = array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]], w = 1.3));
}

#[test]
fn mapped_with_captures() {
    check!(maps_with_captures(&x, w, n); x = array![0.3, -0.7, 1.1], w = 1.3, n = 3_i32; vector);
}

#[twin]
#[differentiable]
fn constructed(x: f64, v: Vec<f64>, n: usize) -> Array1<f64> {
    let mut a = Array1::<f64>::zeros(n);
    a[0] = x;
    let b = Array1::from_elem(n, x * x);
    let c = Array1::from_vec(v);
    let d = array![x, x.sin(), 1.0];
    let e = Array::from_elem(n, 2.0);
    (a + &b) * c * d - b * &e
}

#[twin]
#[differentiable]
fn grid(x: f64, n: usize) -> Array2<f64> {
    let mut m = Array2::from_elem((n, 2), x);
    for i in 0..n {
        m[[i, 1]] = m[[i, 0]] * i as f64;
    }
    m
}

#[twin]
#[differentiable]
fn by_value(x: Array1<f64>, y: Array2<f64>) -> Array1<f64> {
    let a = y.dot(&x);
    let mut b = x;
    b *= 2.0;
    b.dot(&b) * a
}

#[twin]
#[differentiable]
fn given_back(x: Array2<f64>) -> Array2<f64> {
    x
}

#[twin]
#[differentiable]
fn copied(x: &Array2<f64>) -> Array2<f64> {
    x.to_owned()
}

#[twin]
#[differentiable]
fn inactive_by_value(x: f64, n: usize) -> Array1<f64> {
    let b = Array1::from_elem(n, x * x);
    let e = Array::from_elem(n, 2.0);
    b * e
}

#[test]
fn constructors_and_owned() {
    check!(inactive_by_value(x, n); x = 0.7, n = 3_usize; vector);
    check!(constructed(x, v, n); x = 0.7, v = vec![0.3, 1.2, -0.5], n = 3_usize; vector);
    check!(grid(x, n); x = 0.7, n = 3_usize; vector);
    check!(grid(x, n); x = 0.7, n = 0_usize; vector);
    check!(by_value(x, y); x = array![0.3, -0.7], y = array![[0.5, 0.1], [-0.3, 0.8], [1.2, 0.6]]; vector);
    check!(given_back(x); x = array![[0.5, 0.1], [-0.3, 0.8]]; vector);
    check!(copied(&x); x = array![[0.5, 0.1], [-0.3, 0.8]].reversed_axes(); vector);
    check!(copied(&x); x = Array2::zeros((0, 0)); vector);
}

#[twin]
#[differentiable]
fn viewed(x: ArrayView1<'_, f64>, m: ArrayView2<'_, f64>) -> f64 {
    let a = m.dot(&x);
    let b = &a * 2.0 + x[0];
    (&x * &x).sum() + b.dot(&a) + m[[0, 0]] * m.sum()
}

#[twin(calls(viewed))]
#[differentiable]
fn passes_views(m: &Array2<f64>, x: &Array1<f64>) -> f64 {
    let a = viewed(x.view(), m.view());
    let b = viewed(m.row(0), m.t());
    a * b + viewed(m.column(0), m.view())
}

#[twin]
#[differentiable]
fn elided(x: ArrayView1<f64>) -> f64 {
    x.sum() * x[0]
}

#[test]
fn views_as_parameters() {
    check!(elided(x.view()); x = array![0.4, 1.3]);
    check!(viewed(x.view(), m.view()); x = array![0.4, 1.3], m = array![[0.5, 0.1], [-0.3, 0.8], [1.2, 0.6]]);
    check!(passes_views(&m, &x); m = array![[0.5, 0.1], [-0.3, 0.8]], x = array![0.4, 1.3]);
}

#[twin(calls(elementwise))]
#[differentiable]
fn scaled_arrays(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let a = 0.5 * elementwise(x, y) + elementwise(y, x) / 3.0;
    a.sum()
}

#[test]
fn results_of_calls_times_constants() {
    check!(scaled_arrays(&x, &y); x = array![0.5, 1.25], y = array![0.3, -0.7]);
}

#[twin]
#[differentiable]
fn single(x: &Array1<f32>, w: f32) -> f32 {
    let a = x * w + 1.0;
    a.dot(x) / a.sum()
}

#[test]
fn single_precision() {
    check!(single(&x, w); x = array![0.5_f32, 1.25], w = 0.75_f32);
}
