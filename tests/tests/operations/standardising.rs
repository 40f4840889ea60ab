//! Layers that bring their input to mean 0 and variance 1.

use autodiff_core::ops;
use autodiff_tests::obeys;
use autodiff_tests::ops::random;
use ndarray::{Array1, Array2};

#[test]
fn layer_norm() {
    for shape in [[2, 3], [1, 4], [4, 2], [0, 3]] {
        let (x, eps) = (random(shape, -2.0..2.0), 0.1);
        let (w, b) = (random(shape[1], -2.0..2.0), random(shape[1], -2.0..2.0));
        obeys!(ops::layer_norm(&x, &w, &b, eps));
    }
    let (x, eps) = (random([2, 2, 3], -2.0..2.0), 0.1);
    let (w, b) = (random(3, -2.0..2.0), random(3, -2.0..2.0));
    obeys!(ops::layer_norm(&x, &w, &b, eps));
    let x = random(3, -2.0..2.0);
    obeys!(ops::layer_norm(&x, &w, &b, eps));
}

#[test]
fn batch_norm() {
    for shape in [[3, 2, 2], [2, 1, 3], [1, 2, 4], [4, 3, 1]] {
        let (x, eps) = (random(shape, -2.0..2.0), 0.1);
        let (w, b) = (random(shape[1], -2.0..2.0), random(shape[1], -2.0..2.0));
        obeys!(ops::batch_norm(&x, &w, &b, eps));
    }
    let (x, eps) = (random([5, 2], -2.0..2.0), 0.1);
    let (w, b) = (random(2, -2.0..2.0), random(2, -2.0..2.0));
    obeys!(ops::batch_norm(&x, &w, &b, eps));
    let (x, w, b) = (
        random([3, 0], 0.0..1.0),
        random(0, 0.0..1.0),
        random(0, 0.0..1.0),
    );
    obeys!(ops::batch_norm(&x, &w, &b, eps));
}

#[test]
#[should_panic(
    expected = "layer_norm: a weight of shape [2] for an array of shape [2, 3], of which axis 1 is of length 3"
)]
fn weight_of_another_length() {
    let (x, w) = (Array2::<f64>::zeros((2, 3)), Array1::zeros(2));
    let _ = ops::layer_norm(&x, &w, &w, 0.1);
}

#[test]
#[should_panic(expected = "batch_norm: an array of shape [3] has no axis 1")]
fn batch_without_channels() {
    let x = Array1::<f64>::zeros(3);
    let _ = ops::batch_norm(&x, &x, &x, 0.1);
}
