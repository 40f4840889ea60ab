//! The logarithm of a sum of exponentials.

use super::{Golden, Kernel};
use crate::by_hand;
use crate::data::{flat, read};
use autodiff_core::{Tape, differentiable};

/// `ln Σ exp(x_i)`, without overflow.
#[differentiable]
#[must_use]
pub fn log_sum_exp(x: &[f64]) -> f64 {
    let mut top = x[0];
    for v in x {
        if *v > top {
            top = *v;
        }
    }
    let mut sum = 0.0;
    for v in x {
        sum += (v - top).exp();
    }
    top + sum.ln()
}

/// A problem of GradBench.
#[derive(Debug)]
pub struct Lse {
    size: &'static str,
    /// The variables.
    pub x: Vec<f64>,
}

impl Lse {
    /// The sizes there are.
    pub const SIZES: [&str; 1] = ["n10000"];

    /// The problem of that size.
    #[must_use]
    pub fn new(size: &'static str) -> Self {
        let input = read(&format!("lse/{size}.input"));
        Self {
            size,
            x: flat(&input["x"]),
        }
    }
}

impl Kernel for Lse {
    type Value = f64;
    type Gradient = Vec<f64>;
    type Scratch = ();

    fn name(&self) -> (&'static str, String) {
        ("lse", self.size.to_owned())
    }

    fn function(&self) -> f64 {
        log_sum_exp(&self.x)
    }

    fn recorded(&self, tape: &mut Tape) -> f64 {
        log_sum_exp::record_in(tape, &self.x).into_value()
    }

    fn gradient(&self, tape: &mut Tape) -> Vec<f64> {
        log_sum_exp::record_in(tape, &self.x).backward(1.0)
    }

    fn by_hand(&self, (): &mut ()) -> (f64, Vec<f64>) {
        by_hand::lse::gradient(&self.x)
    }

    fn golden(&self) -> Golden {
        Golden {
            value: flat(&read(&format!("lse/{}.primal", self.size))),
            gradient: vec![flat(&read(&format!("lse/{}.gradient", self.size)))],
            tolerance: 1e-10,
        }
    }
}
