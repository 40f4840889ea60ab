//! Arrays: products, reductions, maps, operations of the library.

use autodiff_core::ops::{self, Conv, NoBias, Reduction};
use autodiff_core::{Scalar, differentiable};
use ndarray::{Array1, Array2, Array3, Axis, s};

#[differentiable]
fn products<T: Scalar + 'static>(x: &[T]) -> T {
    let a = Array2::from_shape_vec((2, 3), x[..6].to_vec()).unwrap();
    let v = Array1::from_vec(x[3..].to_vec());
    let w = a.dot(&v);
    let g = a.dot(&a.t());
    w.dot(&w) * g.sum() + g.dot(&w).dot(&w)
}

#[differentiable]
fn maps<T: Scalar>(x: &[T]) -> T {
    let v = Array1::from_vec(x.to_vec());
    let y = v.mapv(|a| a.exp() * a.tanh() + a);
    let z = &y * &v - v.mapv(|a| a * a).sum();
    z.sum() * x[0] + y.mapv(|a| a.sin()).sum()
}

/// The cotangent of the sum is 1, and has a tangent.
#[differentiable]
fn scaled_map<T: Scalar>(x: &[T]) -> T {
    let v = Array1::from_vec(x.to_vec());
    x[0] * v.mapv(|a| a.tanh() * a).sum() + x[1] * v.mapv(|a| a.exp() + a.ln_1p()).sum()
}

#[differentiable]
fn broadcast<T: Scalar>(x: &[T]) -> T {
    let a = Array2::from_shape_vec((2, 3), x[..6].to_vec()).unwrap();
    let row = a.row(0).to_owned();
    let b = &a / (&row * &row + T::from_f64(1.0));
    let c = b.sum_axis(Axis(1));
    (&b * &a).product() + c.mapv(|v| v.sqrt()).sum()
}

#[differentiable]
fn places<T: Scalar>(x: &[T]) -> T {
    let mut a = Array2::from_shape_vec((2, 3), x[..6].to_vec()).unwrap();
    for i in 0..2 {
        for j in 1..3 {
            a[[i, j]] = a[[i, j - 1]] * a[[i, j]].sin();
        }
    }
    let part = a.slice(s![.., 1..]).to_owned();
    a.row_mut(1).fill(x[0]);
    a *= x[1];
    part.sum() * a.sum()
}

#[differentiable]
fn moments<T: Scalar + num_traits::FromPrimitive>(x: &[T]) -> T {
    let v = Array1::from_vec(x.to_vec());
    let a = Array2::from_shape_vec((2, 2), x[..4].to_vec()).unwrap();
    let mean = v.mean().unwrap();
    mean * mean * v.product()
        + a.mean_axis(Axis(0)).unwrap().product()
        + ops::var(&v, 1) * ops::std_dev(&v, 0)
}

#[differentiable]
fn convolved<T: Scalar>(x: &[T]) -> T {
    let signal = Array3::from_shape_vec((1, 1, 5), x[..5].to_vec()).unwrap();
    let kernel = Array3::from_shape_vec((1, 1, 3), x[2..5].to_vec()).unwrap();
    let y = ops::conv1d(&signal, &kernel, NoBias, Conv::default());
    y.mapv(|v| v * v * v).sum()
}

#[differentiable]
fn softmaxes<T: Scalar>(x: &[T]) -> T {
    let a = Array2::from_shape_vec((2, 3), x[..6].to_vec()).unwrap();
    let p = ops::softmax(&a, Axis(1));
    let q = ops::log_softmax(&a, Axis(0));
    (&p * &q).sum() * ops::logsumexp(&a) + ops::logsumexp_axis(&a, Axis(0)).product()
}

#[differentiable]
fn losses<T: Scalar>(x: &[T]) -> T {
    let a = Array1::from_vec(x[..3].to_vec());
    let b = Array1::from_vec(x[3..6].to_vec());
    ops::mse(&a, &b, Reduction::Mean) * ops::l1(&a, &b, Reduction::Sum)
        + ops::huber(&a, &b, T::from_f64(0.6), Reduction::Sum) * x[0]
        + ops::bce_with_logits(&a, &b, Reduction::Mean) * x[1]
}

#[differentiable]
fn solved<T: Scalar>(x: &[T]) -> T {
    let mut a = Array2::from_shape_vec((2, 2), x[..4].to_vec()).unwrap();
    a[[0, 0]] += T::from_f64(3.0);
    a[[1, 1]] += T::from_f64(3.0);
    let b = Array2::from_shape_vec((2, 1), x[2..4].to_vec()).unwrap();
    let y = ops::solve(&a, &b);
    let spd = a.t().dot(&a);
    y.sum() * ops::determinant(&a)
        + ops::inverse(&a).sum() * ops::log_abs_det(&spd)
        + ops::cholesky(&spd).sum()
        + ops::expm(&a).sum()
}

#[differentiable]
fn eigenvalues<T: Scalar>(x: &[T]) -> T {
    let a = Array2::from_shape_vec((3, 3), x.to_vec()).unwrap();
    let values = ops::eigvalsh(&a);
    values[0] * values[1].exp() + values[2] * values[2] * values[0]
}

#[differentiable]
fn factors<T: Scalar>(x: &[T]) -> T {
    let a = Array2::from_shape_vec((3, 2), x[..6].to_vec()).unwrap();
    let (q, r) = ops::qr(&a);
    q[[0, 0]] * r[[0, 1]] * r[[1, 1]] + q[[2, 1]] * q[[1, 0]]
}

#[differentiable]
fn norms<T: Scalar>(x: &[T]) -> T {
    let v = Array1::from_vec(x.to_vec());
    ops::norm(&v, T::from_f64(2.0)) * ops::norm(&v, T::from_f64(3.0))
        + ops::norm(&v, x[0] * x[0] + T::from_f64(1.5))
}

#[differentiable]
fn orders<T: Scalar>(x: &[T]) -> T {
    let v = Array1::from_vec(x.to_vec());
    let sorted = ops::sort(&v, Axis(0));
    sorted[0] * sorted[1] * ops::max(&v) + ops::min(&v) * ops::cumsum(&v, Axis(0)).product()
}

const X: [f64; 6] = [0.7, -0.4, 1.1, 0.2, 0.9, -0.6];

#[test]
fn of_ndarray() {
    second!(about products; X);
    second!(maps; X);
    second!(scaled_map; [1.0, 1.0, 0.4], X);
    second!(places; X);
    second!(moments; [0.7, 0.4, 1.1, 0.2]);
    second!(broadcast; [0.7, 0.4, 1.1, 0.2, 0.9, 0.6]);
}

#[test]
fn of_the_library() {
    second!(about convolved; X);
    second!(about softmaxes; X);
    second!(losses; X);
    second!(about solved; [0.7, -0.4, 1.1, 0.2]);
    second!(about norms; X);
    second!(orders; X);
}

#[test]
fn of_linear_algebra() {
    let a = [2.0, 0.3, -0.4, 0.3, 1.0, 0.5, -0.4, 0.5, -1.0];
    second!(about eigenvalues; a, [2.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, -1.0]);
    second!(about factors; X);
}
