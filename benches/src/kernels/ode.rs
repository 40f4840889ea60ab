//! Runge–Kutta steps of fourth order over a coupled system of equations.

use super::{Golden, Kernel};
use crate::by_hand;
use crate::data::{flat, read, size};
use crate::unchecked;
use autodiff_core::{Tape, differentiable};

/// `y` at time 2, from zero at time 0, in `s` steps.
#[differentiable]
#[must_use]
pub fn solve(x: &[f64], s: usize) -> Vec<f64> {
    let n = x.len();
    let h = 2.0 / s as f64;
    let mut y = vec![0.0; n];
    let mut stage = vec![0.0; n];
    let mut k1 = vec![0.0; n];
    let mut k2 = vec![0.0; n];
    let mut k3 = vec![0.0; n];
    let mut k4 = vec![0.0; n];
    for _ in 0..s {
        slope(x, &y, &mut k1);
        for i in 0..n {
            stage[i] = y[i] + 0.5 * h * k1[i];
        }
        slope(x, &stage, &mut k2);
        for i in 0..n {
            stage[i] = y[i] + 0.5 * h * k2[i];
        }
        slope(x, &stage, &mut k3);
        for i in 0..n {
            stage[i] = y[i] + h * k3[i];
        }
        slope(x, &stage, &mut k4);
        for i in 0..n {
            y[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
    }
    y
}

/// The derivative of `y` by time.
#[differentiable]
fn slope(x: &[f64], y: &[f64], dy: &mut [f64]) {
    dy[0] = x[0];
    for i in 1..x.len() {
        dy[i] = x[i] * y[i - 1];
    }
}

/// A problem of GradBench: the gradient of the last component of the solution.
#[derive(Debug)]
pub struct Ode {
    size: &'static str,
    /// The coefficients of the equations.
    pub x: Vec<f64>,
    /// How many steps there are.
    pub steps: usize,
    seed: Vec<f64>,
}

impl Ode {
    /// The sizes there are.
    pub const SIZES: [&str; 3] = ["n20_s50", "n100_s100", "n1000_s400"];

    /// The problem of that size.
    #[must_use]
    pub fn new(size_name: &'static str) -> Self {
        let input = read(&format!("ode/{size_name}.input"));
        let x = flat(&input["x"]);
        let mut seed = vec![0.0; x.len()];
        seed[x.len() - 1] = 1.0;
        Self {
            size: size_name,
            x,
            steps: size(&input, "s"),
            seed,
        }
    }
}

impl Kernel for Ode {
    type Value = Vec<f64>;
    type Gradient = Vec<f64>;
    type Scratch = by_hand::ode::Scratch;

    fn name(&self) -> (&'static str, String) {
        ("ode", self.size.to_owned())
    }

    fn function(&self) -> Vec<f64> {
        solve(&self.x, self.steps)
    }

    fn recorded(&self, tape: &mut Tape) -> Vec<f64> {
        solve::record_in(tape, &self.x, self.steps).into_value()
    }

    fn gradient(&self, tape: &mut Tape) -> Vec<f64> {
        solve::record_in(tape, &self.x, self.steps).backward(&self.seed)
    }

    fn by_hand(&self, scratch: &mut by_hand::ode::Scratch) -> (Vec<f64>, Vec<f64>) {
        by_hand::ode::gradient(&self.x, self.steps, &self.seed, scratch)
    }

    fn unchecked(&self) -> Option<Vec<f64>> {
        Some(unchecked::ode(&self.x, self.steps))
    }

    fn golden(&self) -> Golden {
        Golden {
            value: flat(&read(&format!("ode/{}.primal", self.size))),
            gradient: vec![flat(&read(&format!("ode/{}.gradient", self.size)))],
            tolerance: 1e-10,
        }
    }
}
