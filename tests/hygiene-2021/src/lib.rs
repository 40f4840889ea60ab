//! A user's crate of the 2021 edition, without any prelude.

#![no_implicit_prelude]
#![deny(warnings, missing_docs, rust_2018_idioms, rust_2021_compatibility)]
#![forbid(unsafe_code)]
#![warn(clippy::pedantic)]

use ::autodiff_core::{detach, differentiable, Function};
use ::ndarray::{Array1, Array2};
use ::std::convert::From;
use ::std::iter::Iterator;
use ::std::option::Option::{self, None, Some};
use ::std::vec::Vec;

/// `gen` is no keyword in this edition.
#[differentiable]
#[must_use]
pub fn gen(gen: f64, n: u32) -> f64 {
    let mut total = 0.0;
    for i in 0..n {
        let gen = gen * f64::from(i);
        if gen > 3.0 {
            break;
        }
        total += gen.sin();
    }
    total
}

/// What `record` returns captures the lifetimes of all arguments.
#[differentiable]
#[must_use]
pub fn affine(w: &Array2<f64>, x: &Array1<f64>) -> Array1<f64> {
    w.dot(x) * 2.0
}

/// A recording that outlives the place where it is made.
pub fn start<'w>(
    w: &'w Array2<f64>,
    x: &'w Array1<f64>,
) -> impl ::std::ops::FnOnce(Array1<f64>) -> (Array2<f64>, Array1<f64>) + 'w {
    let run = affine::record(w, x);
    move |seed| run.backward(seed)
}

/// Buffers, matches, plain helpers.
#[differentiable]
#[must_use]
pub fn walk(steps: &[f64], trail: &mut Vec<f64>, kind: u8) -> f64 {
    let limit = cap(kind).unwrap_or(9);
    let mut at = 0.0;
    for (i, step) in steps.iter().enumerate() {
        at += match kind {
            0 => step * step,
            1..=3 if i > 0 => step * at,
            _ => step * detach(2.0),
        };
        if i < limit {
            trail.push(at * 0.5);
        }
    }
    at * trail[0]
}

fn cap(kind: u8) -> Option<usize> {
    if kind < 9 {
        Some(2)
    } else {
        None
    }
}

/// A custom operation.
pub struct Cube;

impl Function for Cube {
    type Input<'a> = f64;
    type InputBar = f64;
    type Output = f64;
    type Saved = f64;

    fn forward(x: f64) -> (f64, f64) {
        (x * x * x, x)
    }

    fn backward(x: f64, bar: f64) -> f64 {
        3.0 * x * x * bar
    }
}

::autodiff_core::scalar_rule! {
    /// The logistic function.
    pub fn logistic(x: f64) -> (y: f64) = 1.0 / (1.0 + (-x).exp());
    d/dx = y * (1.0 - y);
}

/// Calls both.
#[differentiable]
#[must_use]
pub fn custom(x: f64) -> f64 {
    Cube::apply(x) * logistic(x)
}
