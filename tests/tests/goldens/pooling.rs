//! Pooling, and small networks with convolutions.

use autodiff_core::{
    differentiable,
    ops::{self, Conv, Pool},
};
use autodiff_tests::goldens;
use ndarray::{Array1, Array2, Array3, Array4, Axis};

#[differentiable]
fn max1_k3_s2_p1(x: &Array3<f64>) -> Array3<f64> {
    ops::max_pool1d(x, Pool::new(3).stride(2).padding(1))
}

#[differentiable]
fn max2_k2(x: &Array4<f64>) -> Array4<f64> {
    ops::max_pool2d(x, Pool::new(2))
}

#[differentiable]
fn max2_k3_s2_p1(x: &Array4<f64>) -> Array4<f64> {
    ops::max_pool2d(x, Pool::new(3).stride(2).padding(1))
}

#[differentiable]
fn max1_ties(x: &Array3<f64>) -> Array3<f64> {
    ops::max_pool1d(x, Pool::new(2))
}

#[differentiable]
fn avg1_k2(x: &Array3<f64>) -> Array3<f64> {
    ops::avg_pool1d(x, Pool::new(2))
}

#[differentiable]
fn avg2_k2(x: &Array4<f64>) -> Array4<f64> {
    ops::avg_pool2d(x, Pool::new(2))
}

#[differentiable]
fn upsample_nearest(x: &Array4<f64>) -> Array4<f64> {
    ops::upsample_nearest(x, 2)
}

/// The mean of `-log softmax(scores)[n, target[n]]` over the samples.
#[differentiable]
fn cross_entropy(scores: &Array2<f64>, target: &Array1<usize>) -> f64 {
    let p = ops::softmax(scores, Axis(1));
    let mut loss = 0.0;
    for n in 0..target.len() {
        loss -= p[[n, target[n]]].ln();
    }
    loss / target.len() as f64
}

#[differentiable]
#[allow(non_snake_case, reason = "the inputs' names")]
fn cnn1d_xent(
    x: &Array3<f64>,
    w: &Array3<f64>,
    b: &Array1<f64>,
    V: &Array2<f64>,
    c: &Array1<f64>,
    target: &Array1<usize>,
) -> f64 {
    let hidden = ops::conv1d(x, w, b, Conv::new().padding(1));
    let hidden = hidden.mapv(|h| h.max(0.0));
    let pooled = ops::max_pool1d(&hidden, Pool::new(2));
    let mut flat = Array2::zeros((3, 16));
    for n in 0..3 {
        for o in 0..4 {
            for t in 0..4 {
                flat[[n, o * 4 + t]] = pooled[[n, o, t]];
            }
        }
    }
    let scores = flat.dot(V) + c;
    cross_entropy(&scores, target)
}

#[differentiable]
fn cnn2d_gap_xent(
    x: &Array4<f64>,
    w1: &Array4<f64>,
    b1: &Array1<f64>,
    w2: &Array4<f64>,
    b2: &Array1<f64>,
    target: &Array1<usize>,
) -> f64 {
    let hidden = ops::conv2d(x, w1, b1, Conv::new());
    let hidden = hidden.mapv(|h| h.max(0.0));
    let y = ops::conv2d(&hidden, w2, b2, Conv::new().stride(2));
    let pooled = ops::avg_pool2d(&y, Pool::new([y.shape()[2], y.shape()[3]]));
    let mut scores = Array2::zeros((y.shape()[0], y.shape()[1]));
    for n in 0..y.shape()[0] {
        for o in 0..y.shape()[1] {
            scores[[n, o]] = pooled[[n, o, 0, 0]];
        }
    }
    cross_entropy(&scores, target)
}

#[allow(non_snake_case, reason = "the inputs' names")]
pub(super) fn checks() -> Vec<goldens::Check> {
    goldens! {
        max1_k3_s2_p1(&x);
        max2_k2(&x);
        max2_k3_s2_p1(&x);
        max1_ties(&x);
        avg1_k2(&x);
        avg2_k2(&x);
        upsample_nearest(&x);
        cnn1d_xent(&x, &w, &b, &V, &c, &target);
        cnn2d_gap_xent(&x, &w1, &b1, &w2, &b2, &target);
    }
}
