//! A loop whose length depends on the data.

use super::{Golden, Kernel};
use crate::by_hand;
use autodiff_core::{Tape, differentiable};
use ndarray::{Array1, array};

fn norm(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// Doubles until the norm is at least 1000.
#[differentiable]
#[must_use]
pub fn doubling(x: &Array1<f64>) -> Array1<f64> {
    let mut y = x * 2.0;
    while norm(&y) < 1000.0 {
        y = &y * 2.0;
    }
    y
}

/// The kernel for a vector of three.
#[derive(Debug)]
pub struct Doubling {
    /// The vector.
    pub x: Array1<f64>,
    /// The cotangent of the result.
    pub seed: Array1<f64>,
}

impl Default for Doubling {
    fn default() -> Self {
        Self {
            x: array![0.3, -0.7, 1.9],
            seed: array![1.0, 0.5, -2.0],
        }
    }
}

impl Kernel for Doubling {
    type Value = Array1<f64>;
    type Gradient = Array1<f64>;
    type Scratch = ();

    fn name(&self) -> (&'static str, String) {
        ("doubling", "n3".to_owned())
    }

    fn function(&self) -> Array1<f64> {
        doubling(&self.x)
    }

    fn recorded(&self, tape: &mut Tape) -> Array1<f64> {
        doubling::record_in(tape, &self.x).into_value()
    }

    fn gradient(&self, tape: &mut Tape) -> Array1<f64> {
        doubling::record_in(tape, &self.x).backward(&self.seed)
    }

    fn by_hand(&self, (): &mut ()) -> (Array1<f64>, Array1<f64>) {
        by_hand::doubling::gradient(&self.x, &self.seed)
    }

    /// The norm of `x` is 2.05, so there are nine doublings.
    fn golden(&self) -> Golden {
        Golden {
            value: self.x.iter().map(|x| 512.0 * x).collect(),
            gradient: vec![self.seed.iter().map(|s| 512.0 * s).collect()],
            tolerance: 1e-10,
        }
    }
}
