//! The network: a struct of arrays, and plain functions that work with it.

use autodiff_core::ops::{Conv, Pool, conv2d, max_pool2d};
use autodiff_core::{Differentiable, differentiable};
use ndarray::{Array, Array1, Array2, Array4, Axis, Dimension};
use rand::Rng;

use crate::data::Digits;

/// The parameters. The derive writes `NetworkCotangent`, a struct of the same fields, for the
/// gradient.
#[derive(Clone, Debug, Differentiable)]
pub(crate) struct Network {
    /// The kernels of the first layer: 8 × 1 channel × 3 × 3.
    pub(crate) kernels: Array4<f32>,
    bias: Array1<f32>,
    /// The kernels of the second layer: 16 × 8 channels × 3 × 3.
    deep_kernels: Array4<f32>,
    deep_bias: Array1<f32>,
    /// From the 16 × 4 × 4 numbers that are left of an image to the scores of the ten digits.
    weights: Array4<f32>,
    score_bias: Array1<f32>,
}

impl Network {
    /// Small random numbers, the smaller the more of them are added up (He et al., "Delving Deep into
    /// Rectifiers", 2015).
    pub(crate) fn random(rng: &mut impl Rng) -> Self {
        Self {
            kernels: random((16, 1, 3, 3), 9, rng),
            bias: Array1::zeros(16),
            deep_kernels: random((32, 16, 3, 3), 16 * 9, rng),
            deep_bias: Array1::zeros(32),
            weights: random((10, 32, 4, 4), 32 * 4 * 4, rng),
            score_bias: Array1::zeros(10),
        }
    }

    /// What the network takes each image for.
    pub(crate) fn guesses(&self, images: &Array4<f32>) -> Vec<usize> {
        let largest = |scores: &[f32]| {
            (0..10)
                .max_by(|&a, &b| scores[a].total_cmp(&scores[b]))
                .expect("there are ten scores")
        };
        let scores = scores(self, images);
        scores
            .rows()
            .into_iter()
            .map(|row| largest(&row.to_vec()))
            .collect()
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
pub(crate) fn loss(network: &Network, images: &Array4<f32>, labels: &[usize]) -> f32 {
    cross_entropy(&scores(network, images), labels)
}

/// How much each image (a row) looks like each digit (a column).
#[differentiable(wrt(network))]
pub(crate) fn scores(network: &Network, images: &Array4<f32>) -> Array2<f32> {
    let padded = Conv::new().padding(1);
    let edges = conv2d(images, &network.kernels, &network.bias, padded).mapv(|x| x.max(0.0));
    let shapes = conv2d(&edges, &network.deep_kernels, &network.deep_bias, padded);
    let shapes = max_pool2d(&shapes.mapv(|x| x.max(0.0)), Pool::new(2));
    let scores = conv2d(&shapes, &network.weights, &network.score_bias, Conv::new());
    scores
        .index_axis(Axis(3), 0)
        .index_axis(Axis(2), 0)
        .to_owned()
}

/// The mean negative logarithm of the probability `exp(score) / Σ exp(scores)` of the right label.
#[differentiable(wrt(scores))]
fn cross_entropy(scores: &Array2<f32>, labels: &[usize]) -> f32 {
    let mut total = 0.0;
    for (scores, label) in scores.rows().into_iter().zip(labels) {
        let largest = scores.iter().fold(f32::NEG_INFINITY, |a, b| a.max(*b));
        let sum = scores.mapv(|score| (score - largest).exp()).sum();
        total += largest + sum.ln() - scores[*label];
    }
    total / labels.len() as f32
}
