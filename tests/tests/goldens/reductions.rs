//! Sums, products, moments, extremes and norms; running sums and their like.

use autodiff_core::{differentiable, ops};
use autodiff_tests::goldens;
use ndarray::{Array1, Array2, Array3, Axis};

#[differentiable]
fn sum_all(x: &Array3<f64>) -> f64 {
    x.sum()
}

#[differentiable]
fn sum_d0(x: &Array3<f64>) -> Array2<f64> {
    x.sum_axis(Axis(0))
}

#[differentiable]
fn sum_d1_keep(x: &Array3<f64>) -> Array3<f64> {
    let mut y = Array3::zeros((x.dim().0, 1, x.dim().2));
    for i in 0..x.dim().1 {
        let mut middle = y.index_axis_mut(Axis(1), 0);
        middle += &x.index_axis(Axis(1), i);
    }
    y
}

#[differentiable]
fn sum_d02(x: &Array3<f64>) -> Array1<f64> {
    x.sum_axis(Axis(2)).sum_axis(Axis(0))
}

#[differentiable]
fn prod_all(x: &Array2<f64>) -> f64 {
    x.product()
}

#[differentiable]
fn prod_d1(x: &Array2<f64>) -> Array1<f64> {
    ops::product_axis(x, Axis(1))
}

#[differentiable]
fn prod_one_zero(x: &Array1<f64>) -> f64 {
    x.product()
}

#[differentiable]
fn var_unbiased(x: &Array2<f64>) -> Array1<f64> {
    ops::var_axis(x, Axis(1), 1)
}

#[differentiable]
fn var_biased(x: &Array2<f64>) -> f64 {
    ops::var(x, 0)
}

#[differentiable]
fn std_unbiased(x: &Array2<f64>) -> Array1<f64> {
    ops::std_axis(x, Axis(0), 1)
}

#[differentiable]
fn max_all(x: &Array2<f64>) -> f64 {
    ops::max(x)
}

#[differentiable]
fn min_all(x: &Array2<f64>) -> f64 {
    ops::min(x)
}

#[differentiable]
fn max_d1(x: &Array2<f64>) -> Array1<f64> {
    ops::max_axis(x, Axis(1))
}

#[differentiable]
fn min_d0(x: &Array2<f64>) -> Array1<f64> {
    ops::min_axis(x, Axis(0))
}

#[differentiable]
fn logsumexp_large(x: &Array1<f64>) -> f64 {
    ops::logsumexp(x)
}

#[differentiable]
fn norm2(x: &Array1<f64>) -> f64 {
    x.dot(x).sqrt()
}

#[differentiable]
fn norm1(x: &Array1<f64>) -> f64 {
    ops::norm(x, 1.0)
}

#[differentiable]
fn norm3(x: &Array1<f64>) -> f64 {
    ops::norm(x, 3.0)
}

#[differentiable]
fn norm_inf(x: &Array1<f64>) -> f64 {
    ops::norm(x, f64::INFINITY)
}

#[differentiable]
fn norm_fro(x: &Array2<f64>) -> f64 {
    ops::norm(x, 2.0)
}

#[differentiable]
fn cumprod_d1(x: &Array2<f64>) -> Array2<f64> {
    ops::cumprod(x, Axis(1))
}

#[differentiable]
fn logcumsumexp(x: &Array2<f64>) -> Array2<f64> {
    ops::logcumsumexp(x, Axis(1))
}

#[differentiable]
fn cummax(x: &Array2<f64>) -> Array2<f64> {
    ops::cummax(x, Axis(1))
}

#[differentiable]
fn diff(x: &Array2<f64>) -> Array2<f64> {
    ops::diff(x, Axis(1))
}

pub(super) fn checks() -> Vec<goldens::Check> {
    goldens! {
        sum_all(&x);
        sum_d0(&x);
        sum_d1_keep(&x);
        sum_d02(&x);
        prod_all(&x);
        prod_d1(&x);
        prod_one_zero(&x);
        var_unbiased(&x);
        var_biased(&x);
        std_unbiased(&x);
        max_all(&x);
        min_all(&x);
        max_d1(&x);
        min_d0(&x);
        logsumexp_large(&x);
        norm2(&x);
        norm1(&x);
        norm3(&x);
        norm_inf(&x);
        norm_fro(&x);
        cumprod_d1(&x);
        logcumsumexp(&x);
        cummax(&x);
        diff(&x);
    }
}
