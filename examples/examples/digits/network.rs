//! The network: a struct of arrays, and plain functions that work with it.

use autodiff_core::ops::{
    Conv, Pool, Reduction, argmax_axis, conv2d, cross_entropy, max_pool2d, relu,
};
use autodiff_core::{Differentiable, differentiable};
use ndarray::{Array, Array1, Array2, Array4, Axis, Dimension};
use rand::Rng;

use crate::data::Digits;

/// The parameters. The derive writes `NetworkCotangent`, a struct of the same fields, for the
/// gradient.
#[derive(Clone, Debug, Differentiable)]
pub(crate) struct Network {
    /// The kernels of the first layer: 16 × 1 channel × 3 × 3.
    pub(crate) kernels: Array4<f32>,
    bias: Array1<f32>,
    /// The kernels of the second layer: 32 × 16 channels × 3 × 3.
    kernels2: Array4<f32>,
    bias2: Array1<f32>,
    /// From the 32 × 4 × 4 numbers that are left of an image to the scores of the ten digits:
    /// 512 × 10.
    weights: Array2<f32>,
    bias3: Array1<f32>,
}

impl Network {
    /// Small random numbers, the smaller the more of them are added up (He et al., "Delving Deep into
    /// Rectifiers", 2015).
    pub(crate) fn random(rng: &mut impl Rng) -> Self {
        Self {
            kernels: random((16, 1, 3, 3), 9, rng),
            bias: Array1::zeros(16),
            kernels2: random((32, 16, 3, 3), 16 * 9, rng),
            bias2: Array1::zeros(32),
            weights: random((32 * 4 * 4, 10), 32 * 4 * 4, rng),
            bias3: Array1::zeros(10),
        }
    }

    /// What the network takes each image for.
    pub(crate) fn guesses(&self, images: &Array4<f32>) -> Array1<usize> {
        argmax_axis(&scores(self, images), Axis(1))
    }

    /// The share of the digits that the network recognises.
    pub(crate) fn accuracy(&self, digits: &Digits) -> f64 {
        let guesses = self.guesses(&digits.images);
        let right = guesses.iter().zip(&digits.labels).filter(|(a, b)| a == b);
        right.count() as f64 / digits.len() as f64
    }
}

/// Numbers of variance `2 / inputs`.
fn random<D: Dimension>(
    shape: impl ndarray::ShapeBuilder<Dim = D>,
    inputs: usize,
    rng: &mut impl Rng,
) -> Array<f32, D> {
    let bound = (6.0 / inputs as f32).sqrt();
    Array::from_shape_simple_fn(shape, || rng.random_range(-bound..bound))
}

/// How surprised the network is, on average, by what the images stand for.
#[differentiable(wrt(network))]
pub(crate) fn loss(network: &Network, images: &Array4<f32>, labels: &Array1<usize>) -> f32 {
    let scores = scores(network, images);
    cross_entropy(&scores, labels, Reduction::Mean)
}

/// How much each image (a row) looks like each digit (a column).
#[differentiable(wrt(network))]
fn scores(network: &Network, images: &Array4<f32>) -> Array2<f32> {
    let padded = Conv::new().padding(1);
    let edges = conv2d(images, &network.kernels, &network.bias, padded);
    let shapes = conv2d(&relu(&edges), &network.kernels2, &network.bias2, padded);
    let shapes = max_pool2d(&relu(&shapes), Pool::new(2));
    let features = shapes
        .into_shape_with_order((images.len_of(Axis(0)), 32 * 4 * 4))
        .unwrap();
    features.dot(&network.weights) + &network.bias3
}
