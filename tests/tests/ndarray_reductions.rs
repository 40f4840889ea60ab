//! Reductions of arrays, to numbers and along axes.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::{check, twin};
use ndarray::{Array0, Array1, Array2, Array3, ArrayD, ArrayView2, Axis, arr0, array};

fn matrix() -> Array2<f64> {
    array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]]
}

fn cube() -> Array3<f64> {
    Array3::from_shape_fn((2, 3, 2), |(i, j, k)| {
        0.4 + 0.2 * (i * j) as f64 - 0.35 * (k + i) as f64
    })
}

#[twin]
#[differentiable]
fn spread_of(x: &Array2<f64>) -> f64 {
    let v = x.var(0.0);
    let s = x.std(1.0);
    let rows = x.var_axis(Axis(1), 1.0);
    let columns = x.std_axis(Axis(0), 0.0);
    v * s + rows.dot(&rows) * columns[0] + columns.sum()
}

#[twin]
#[differentiable]
fn of_parts(x: ArrayView2<'_, f64>) -> f64 {
    x.row(1).var(1.0) * x.column(0).std(0.0)
        + x.t().std_axis(Axis(0), 1.0).sum()
        + x.row(0).mean().unwrap()
}

#[twin]
#[differentiable]
fn normalised(x: &Array2<f64>) -> Array2<f64> {
    let mean = x.mean_axis(Axis(0)).unwrap();
    let std = x.std_axis(Axis(0), 0.0);
    (x - &mean) / &std
}

#[twin]
#[differentiable]
fn products(x: &Array3<f64>) -> f64 {
    let a = x.product_axis(Axis(0));
    let b = x.product_axis(Axis(2));
    let c = x.cumprod(Axis(1));
    a.product() + (&b * &b).sum() + (&c * &c).sum() * c[[1, 2, 0]]
}

#[twin]
#[differentiable]
fn sums(x: &Array3<f64>) -> f64 {
    let a = x.sum_axis(Axis(1)).sum_axis(Axis(0));
    let b = x.mean_axis(Axis(2)).unwrap().mean_axis(Axis(0)).unwrap();
    let c = x.sum_axis(Axis(0)).insert_axis(Axis(0));
    a.dot(&a) + b.dot(&b) * b[0] + (&c * x).sum()
}

#[twin]
#[differentiable]
fn folded(x: &Array2<f64>, w: f64) -> f64 {
    let squares = x.fold(0.0, |acc, &v| acc + v * v * w);
    let largest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let softmax = (x - largest).exp();
    let total = softmax.sum();
    squares + (softmax / total)[[0, 1]] * w + x.row(0).fold(w, |acc, v| acc * *v)
}

#[twin]
#[differentiable]
fn aliased(x: &Array1<f64>, m: &Array2<f64>) -> f64 {
    let a = x * x;
    let b = &a * &a;
    let mut c = b.clone();
    c += &(&c * &c);
    let d = m.dot(m);
    x.dot(x) * c.sum() + a.dot(&b) + d.dot(&d).sum()
}

#[twin]
#[differentiable]
fn zero_dimensional(x: &Array0<f64>, m: &Array2<f64>) -> f64 {
    let a = x.exp() * m;
    let b = m.sum_axis(Axis(0)).sum_axis(Axis(0));
    let c = b.mapv(|v| v * v);
    a.sum() * c.sum() + x.sum() + c[()]
}

#[twin]
#[differentiable]
fn of_any_rank(x: &ArrayD<f64>) -> f64 {
    let a = x.sum_axis(Axis(0));
    let b = x.mean_axis(Axis(1)).unwrap();
    let c = x.var_axis(Axis(0), 1.0) * &a;
    c.sum() * b.std(0.0) + x.mean().unwrap()
}

#[test]
fn reducing() {
    for m in [matrix(), matrix().reversed_axes()] {
        check!(spread_of(&x); x = m.clone());
        check!(of_parts(x.view()); x = m.clone());
        check!(normalised(&x); x = m.clone(); vector);
        check!(folded(&x, w); x = m.clone().as_standard_layout().to_owned(), w = 1.3);
        check!(of_any_rank(&x); x = (&m * &m + 0.5).into_dyn());
    }
    let mut zeros = cube();
    zeros[[0, 1, 0]] = 0.0;
    zeros[[1, 1, 0]] = 0.0;
    for x in [cube(), zeros, cube().permuted_axes([0, 1, 2])] {
        check!(products(&x); x = x.clone());
        check!(sums(&x); x = x.clone());
    }
    check!(aliased(&x, &m); x = array![0.4, -0.9], m = array![[0.3, -0.7], [0.2, 0.9]]);
    check!(zero_dimensional(&x, &m); x = arr0(0.6), m = matrix());
    autodiff_tests::differences!(differences_along_sum(&x); x = array![[0.3, -0.7, 1.1, 0.4], [0.2, 0.9, -0.4, 0.8]]);
}

#[differentiable]
fn differences_along_sum(x: &Array2<f64>) -> f64 {
    let d = x.diff(1, Axis(1));
    let e = x.diff(2, Axis(1));
    (&d * &d).sum() * e.sum() + (&e * &e).sum()
}

#[twin]
#[differentiable]
fn without_elements(x: &Array2<f64>) -> f64 {
    x.sum()
        + x.product()
        + x.sum_axis(Axis(0)).sum()
        + x.sum_axis(Axis(1)).product()
        + x.product_axis(Axis(0)).sum()
}

#[differentiable]
fn deviations(x: &Array2<f64>) -> f64 {
    x.std(0.0) + x.std_axis(Axis(1), 1.0).sum()
}

#[test]
fn deviations_of_zero() {
    assert_eq!(deviations::grad(&array![[0.5, 0.5]]), array![[0.0, 0.0]]);
    // The second row's deviation is zero: what it gets comes from the deviation of all elements, as
    // along a line through it.
    let at = |h: f64| deviations(&array![[1.0, 3.0], [4.0 + h, 4.0 + h]]);
    let grad = deviations::grad(&array![[1.0, 3.0], [4.0, 4.0]]);
    let slope = (at(1e-6) - at(-1e-6)) / 2e-6;
    assert!((grad[[1, 0]] + grad[[1, 1]] - slope).abs() < 1e-8);
    assert_eq!(grad[[1, 0]], grad[[1, 1]]);
}

#[test]
fn no_elements() {
    check!(without_elements(&x); x = Array2::zeros((0, 2)));
    check!(without_elements(&x); x = Array2::zeros((2, 0)));
    let x = array![[0.5]];
    check!(sums(&x); x = x.insert_axis(Axis(1)));
}
