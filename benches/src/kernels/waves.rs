//! A sum of products of neighbours' waves.

use super::{Golden, Kernel};
use crate::by_hand;
use crate::unchecked;
use autodiff_core::{Tape, differentiable};

/// `Σ sin(x_i x_{i+1}) exp(-x_i²)`
#[differentiable]
#[must_use]
pub fn waves(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        sum += (x[i] * x[i + 1]).sin() * (-x[i] * x[i]).exp();
    }
    sum
}

/// The kernel at some point.
#[derive(Debug)]
pub struct Waves {
    /// The variables.
    pub x: Vec<f64>,
}

impl Waves {
    /// With `n` variables.
    #[must_use]
    pub fn new(n: usize) -> Self {
        Self {
            x: (0..n).map(|i| 1.5 * (i as f64 * 0.37).sin()).collect(),
        }
    }
}

impl Kernel for Waves {
    type Value = f64;
    type Gradient = Vec<f64>;
    type Scratch = ();

    fn name(&self) -> (&'static str, String) {
        ("waves", format!("n{}", self.x.len()))
    }

    fn function(&self) -> f64 {
        waves(&self.x)
    }

    fn recorded(&self, tape: &mut Tape) -> f64 {
        waves::record_in(tape, &self.x).into_value()
    }

    fn gradient(&self, tape: &mut Tape) -> Vec<f64> {
        waves::record_in(tape, &self.x).backward(1.0)
    }

    fn by_hand(&self, (): &mut ()) -> (f64, Vec<f64>) {
        by_hand::waves::gradient(&self.x)
    }

    fn unchecked(&self) -> Option<f64> {
        Some(unchecked::waves(&self.x))
    }

    /// By differences of fourth order, each of the few terms in which a variable occurs.
    fn golden(&self) -> Golden {
        let around = |i: usize, step: f64| {
            let mut x = self.x[i.saturating_sub(1)..(i + 2).min(self.x.len())].to_vec();
            x[i.min(1)] += step;
            waves(&x)
        };
        let h = 1e-3;
        let slope = |i: usize| {
            (8.0 * (around(i, h) - around(i, -h)) - (around(i, 2.0 * h) - around(i, -2.0 * h)))
                / (12.0 * h)
        };
        let value = self
            .x
            .windows(2)
            .map(|v| f64::sin(v[0] * v[1]) * f64::exp(-v[0].powi(2)));
        Golden {
            value: vec![value.sum()],
            gradient: vec![(0..self.x.len()).map(slope).collect()],
            tolerance: 1e-10,
        }
    }
}
