//! Losses, and layers of networks.

#![allow(
    non_snake_case,
    reason = "the weights of a cell are called `W` and `U`"
)]

use autodiff_core::ops::{self, Reduction};
use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::goldens;
use ndarray::{Array1, Array2, Array3, Axis, s};

#[differentiable]
fn cross_entropy_sum(logits: &Array2<f64>, target: &Array1<usize>) -> f64 {
    ops::cross_entropy(logits, target, Reduction::Sum)
}

#[differentiable]
fn nll(logp: &Array2<f64>, target: &Array1<usize>) -> f64 {
    ops::nll(logp, target, Reduction::Mean)
}

#[differentiable]
fn l1(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    ops::l1(a, b, Reduction::Mean)
}

#[differentiable]
fn huber(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    ops::huber(a, b, 1.0, Reduction::Mean)
}

#[differentiable(wrt(logits))]
fn bce_logits(logits: &Array2<f64>, target: &Array2<f64>) -> f64 {
    ops::bce_with_logits(logits, target, Reduction::Mean)
}

#[differentiable(wrt(logq))]
fn kl_div(logq: &Array2<f64>, t: &Array2<f64>) -> f64 {
    ops::kl_div(logq, t, Reduction::BatchMean)
}

#[differentiable]
fn hinge(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    ops::hinge(a, b, Reduction::Mean)
}

#[differentiable]
fn layer_norm(x: &Array2<f64>, w: &Array1<f64>, b: &Array1<f64>) -> Array2<f64> {
    ops::layer_norm(x, w, b, 1e-5)
}

#[differentiable]
fn batch_norm_train(x: &Array3<f64>, w: &Array1<f64>, b: &Array1<f64>) -> Array3<f64> {
    ops::batch_norm(x, w, b, 1e-5)
}

#[differentiable]
fn attention(q: &Array2<f64>, k: &Array2<f64>, v: &Array2<f64>) -> Array2<f64> {
    let scores = q.dot(&k.t()) / (q.ncols() as f64).sqrt();
    ops::softmax(&scores, Axis(1)).dot(v)
}

#[differentiable]
fn attention_causal(q: &Array2<f64>, k: &Array2<f64>, v: &Array2<f64>) -> Array2<f64> {
    let later = Array2::from_shape_fn((q.nrows(), k.nrows()), |(i, j)| {
        if j > i { f64::NEG_INFINITY } else { 0.0 }
    });
    let scores = q.dot(&k.t()) / (q.ncols() as f64).sqrt() + &later;
    ops::softmax(&scores, Axis(1)).dot(v)
}

/// What an LSTM cell is made of.
#[derive(Differentiable, Clone, Debug)]
struct Cell {
    W: Array2<f64>,
    U: Array2<f64>,
    b: Array1<f64>,
}

#[differentiable]
fn step(
    cell: &Cell,
    x: &Array2<f64>,
    h: &Array2<f64>,
    c: &Array2<f64>,
) -> (Array2<f64>, Array2<f64>) {
    let z = x.dot(&cell.W) + h.dot(&cell.U) + &cell.b;
    let n = h.ncols();
    let gates = ops::sigmoid(&z);
    let i = gates.slice(s![.., ..n]);
    let f = gates.slice(s![.., n..2 * n]);
    let g = z.slice(s![.., 2 * n..3 * n]).mapv(|v| v.tanh());
    let o = gates.slice(s![.., 3 * n..]);
    let c = &f * c + &i * &g;
    (&o * &c.mapv(|v| v.tanh()), c)
}

#[differentiable]
fn lstm_cell(
    x: &Array2<f64>,
    h: &Array2<f64>,
    c: &Array2<f64>,
    W: &Array2<f64>,
    U: &Array2<f64>,
    b: &Array1<f64>,
) -> (Array2<f64>, Array2<f64>) {
    let cell = Cell {
        W: W.clone(),
        U: U.clone(),
        b: b.clone(),
    };
    step(&cell, x, h, c)
}

pub(super) fn checks() -> Vec<goldens::Check> {
    goldens! {
        cross_entropy_sum(&logits, &target);
        nll(&logp, &target);
        l1(&a, &b);
        huber(&a, &b);
        bce_logits(&logits, &target);
        kl_div(&logq, &t);
        hinge(&a, &b);
        layer_norm(&x, &w, &b);
        batch_norm_train(&x, &w, &b);
        attention(&q, &k, &v);
        attention_causal(&q, &k, &v);
        lstm_cell(&x, &h, &c, &W, &U, &b);
    }
}
