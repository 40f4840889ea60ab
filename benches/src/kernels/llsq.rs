//! Least squares: how well a polynomial fits a step.

use super::{Golden, Kernel};
use crate::by_hand;
use crate::data::{flat, read, size};
use crate::unchecked;
use autodiff_core::{Tape, differentiable};

/// Half of the sum of squares of what the polynomial with coefficients `x` misses of the sign
/// function, at `n` points between -1 and 1.
#[differentiable]
#[must_use]
pub fn objective(x: &[f64], n: usize) -> f64 {
    let mut sum = 0.0;
    for i in 0..n {
        let t = -1.0 + 2.0 * i as f64 / (n - 1) as f64;
        let mut residual = sign(t);
        let mut power = 1.0;
        for j in 0..x.len() {
            residual -= x[j] * power;
            power *= t;
        }
        sum += residual * residual;
    }
    0.5 * sum
}

fn sign(t: f64) -> f64 {
    if t > 0.0 {
        1.0
    } else if t < 0.0 {
        -1.0
    } else {
        0.0
    }
}

/// A problem of GradBench.
#[derive(Debug)]
pub struct Llsq {
    size: &'static str,
    /// The coefficients.
    pub x: Vec<f64>,
    /// How many points there are.
    pub n: usize,
}

impl Llsq {
    /// The sizes there are.
    pub const SIZES: [&str; 2] = ["n1024_m128", "n16392_m128"];

    /// The problem of that size.
    #[must_use]
    pub fn new(size_name: &'static str) -> Self {
        let input = read(&format!("llsq/{size_name}.input"));
        Self {
            size: size_name,
            x: flat(&input["x"]),
            n: size(&input, "n"),
        }
    }
}

impl Kernel for Llsq {
    type Value = f64;
    type Gradient = Vec<f64>;
    type Scratch = Vec<f64>;

    fn name(&self) -> (&'static str, String) {
        ("llsq", self.size.to_owned())
    }

    fn function(&self) -> f64 {
        objective(&self.x, self.n)
    }

    fn recorded(&self, tape: &mut Tape) -> f64 {
        objective::record_in(tape, &self.x, self.n).into_value()
    }

    fn gradient(&self, tape: &mut Tape) -> Vec<f64> {
        objective::record_in(tape, &self.x, self.n).backward(1.0)
    }

    fn by_hand(&self, scratch: &mut Vec<f64>) -> (f64, Vec<f64>) {
        by_hand::llsq::gradient(&self.x, self.n, scratch)
    }

    fn unchecked(&self) -> Option<f64> {
        Some(unchecked::llsq(&self.x, self.n))
    }

    fn golden(&self) -> Golden {
        Golden {
            value: flat(&read(&format!("llsq/{}.primal", self.size))),
            gradient: vec![flat(&read(&format!("llsq/{}.gradient", self.size)))],
            tolerance: 1e-10,
        }
    }
}
