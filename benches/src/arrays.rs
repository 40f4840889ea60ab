//! Functions of arrays, in both precisions.

use autodiff_core::ops::{self, Conv, Reduction};
use autodiff_core::{Scalar, differentiable};
use ndarray::{Array1, Array2, Array3, Array4};

/// A network with one hidden layer, and its loss.
#[differentiable(wrt(v, b, w, c))]
#[must_use]
pub fn mlp<T: Scalar>(
    x: &Array2<T>,
    v: &Array2<T>,
    b: &Array1<T>,
    w: &Array2<T>,
    c: &Array1<T>,
    labels: &Array1<usize>,
) -> T {
    let hidden = (x.dot(v) + b).mapv(|h| ops::relu(h));
    let scores = hidden.dot(w) + c;
    ops::cross_entropy(&scores, labels, Reduction::Mean)
}

/// Convolution along one axis.
#[differentiable]
#[must_use]
pub fn conv1d<T: Scalar>(x: &Array3<T>, weight: &Array3<T>, bias: &Array1<T>) -> Array3<T> {
    ops::conv1d(x, weight, bias, Conv::new())
}

/// Convolution along two axes.
#[differentiable]
#[must_use]
pub fn conv2d<T: Scalar>(x: &Array4<T>, weight: &Array4<T>, bias: &Array1<T>) -> Array4<T> {
    ops::conv2d(x, weight, bias, Conv::new())
}

/// `Σ tanh(2x + 1) exp(−x)`
#[differentiable]
#[must_use]
pub fn elementwise<T: Scalar>(x: &Array1<T>) -> T {
    x.mapv(|x| (x + x + T::from_f64(1.0)).tanh() * (-x).exp())
        .sum()
}

/// Softmax and cross-entropy.
#[differentiable]
#[must_use]
pub fn cross_entropy<T: Scalar>(scores: &Array2<T>, labels: &Array1<usize>) -> T {
    ops::cross_entropy(scores, labels, Reduction::Mean)
}

fn norm<T: Scalar>(v: &Array1<T>) -> T {
    v.dot(v).sqrt()
}

/// Doubles until the norm is at least 1000.
#[differentiable]
#[must_use]
pub fn doubling<T: Scalar>(x: &Array1<T>) -> Array1<T> {
    let mut y = x + x;
    while norm(&y) < T::from_f64(1000.0) {
        y = &y + &y;
    }
    y
}
