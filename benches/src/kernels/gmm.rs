//! The Gaussian-mixture objective of ADBench and GradBench: the log-likelihood of a mixture with a
//! Wishart prior, written as loops over slices.

use super::{Golden, Kernel};
use crate::by_hand;
use crate::data::{flat, read, size};
use crate::unchecked;
use autodiff_core::{Tape, differentiable};
use std::f64::consts::{LN_2, PI};

/// The objective of `gmm`.
#[differentiable(wrt(alpha, mu, q, l))]
#[must_use]
pub fn objective(
    alpha: &[f64],
    mu: &[f64],
    q: &[f64],
    l: &[f64],
    x: &[f64],
    d: usize,
    wishart: (f64, usize),
) -> f64 {
    let (gamma, m) = wishart;
    let k = alpha.len();
    let n = x.len() / d;
    let triangle = d * (d - 1) / 2;

    let mut q_diag = vec![0.0; k * d];
    let mut sum_q = vec![0.0; k];
    for j in 0..k {
        for i in 0..d {
            q_diag[j * d + i] = q[j * d + i].exp();
            sum_q[j] += q[j * d + i];
        }
    }

    let mut centred = vec![0.0; d];
    let mut y = vec![0.0; d];
    let mut term = vec![0.0; k];
    let mut likelihood = 0.0;
    for p in 0..n {
        for j in 0..k {
            for i in 0..d {
                centred[i] = x[p * d + i] - mu[j * d + i];
            }
            let factor = &l[j * triangle..(j + 1) * triangle];
            multiply(&q_diag[j * d..(j + 1) * d], factor, &centred, &mut y);
            term[j] = alpha[j] + sum_q[j] - 0.5 * squares(&y);
        }
        likelihood += log_sum_exp(&term);
    }

    let mut prior = 0.0;
    for j in 0..k {
        let norm =
            squares(&q_diag[j * d..(j + 1) * d]) + squares(&l[j * triangle..(j + 1) * triangle]);
        prior += 0.5 * gamma * gamma * norm - m as f64 * sum_q[j];
    }
    likelihood - n as f64 * log_sum_exp(alpha) - prior + constant(n, d, k, gamma, m)
}

/// `y = Q c` with the lower triangular `Q` of the given diagonal and strict lower triangle.
#[differentiable]
fn multiply(diagonal: &[f64], triangle: &[f64], c: &[f64], y: &mut [f64]) {
    let d = c.len();
    for i in 0..d {
        y[i] = diagonal[i] * c[i];
    }
    let mut next = 0;
    for i in 0..d {
        for j in i + 1..d {
            y[j] += triangle[next] * c[i];
            next += 1;
        }
    }
}

#[differentiable]
fn squares(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for v in x {
        sum += v * v;
    }
    sum
}

#[differentiable]
fn log_sum_exp(x: &[f64]) -> f64 {
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

/// The terms that depend on no parameter.
#[must_use]
pub fn constant(n: usize, d: usize, k: usize, gamma: f64, m: usize) -> f64 {
    let (d_f, k_f) = (d as f64, k as f64);
    let freedom = (d + m + 1) as f64;
    let mut log_gamma = 0.25 * d_f * (d_f - 1.0) * PI.ln();
    for j in 1..=d {
        log_gamma += libm::lgamma(0.5 * freedom + 0.5 * (1.0 - j as f64));
    }
    let c = freedom * d_f * (gamma.ln() - 0.5 * LN_2) - log_gamma;
    k_f * c - 0.5 * n as f64 * d_f * (2.0 * PI).ln()
}

/// A problem of GradBench. All arrays are flat and row-major.
#[derive(Debug)]
pub struct Gmm {
    size: &'static str,
    /// The dimension of the points.
    pub d: usize,
    /// `k`: the weights of the components, as logarithms.
    pub alpha: Vec<f64>,
    /// `k × d`: the means.
    pub mu: Vec<f64>,
    /// `k × d`: the logarithms of the diagonals of the inverse covariances' factors.
    pub q: Vec<f64>,
    /// `k × d(d-1)/2`: the strict lower triangles of the factors, column by column.
    pub l: Vec<f64>,
    /// `n × d`: the points.
    pub x: Vec<f64>,
    /// The prior: its scale, and its degrees of freedom above `d + 1`.
    pub wishart: (f64, usize),
}

/// The cotangents of `alpha`, `mu`, `q` and `l`.
pub type Gradient = (Vec<f64>, Vec<f64>, Vec<f64>, Vec<f64>);

impl Gmm {
    /// The sizes there are: `d`, `k` and `n`.
    pub const SIZES: [&str; 4] = ["2_5_1000", "10_25_1000", "32_25_1000", "64_5_1000"];

    /// The problem of that size.
    #[must_use]
    pub fn new(size_name: &'static str) -> Self {
        let input = read(&format!("gmm/{size_name}.input"));
        Self {
            size: size_name,
            d: size(&input, "d"),
            alpha: flat(&input["alpha"]),
            mu: flat(&input["mu"]),
            q: flat(&input["q"]),
            l: flat(&input["l"]),
            x: flat(&input["x"]),
            wishart: (flat(&input["gamma"])[0], size(&input, "m")),
        }
    }

    /// How many pairs of a point and a component there are.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.alpha.len() * self.x.len() / self.d
    }
}

impl Kernel for Gmm {
    type Value = f64;
    type Gradient = Gradient;
    type Scratch = by_hand::gmm::Scratch;

    fn name(&self) -> (&'static str, String) {
        ("gmm", self.size.to_owned())
    }

    fn function(&self) -> f64 {
        objective(
            &self.alpha,
            &self.mu,
            &self.q,
            &self.l,
            &self.x,
            self.d,
            self.wishart,
        )
    }

    fn recorded(&self, tape: &mut Tape) -> f64 {
        objective::record_in(
            tape,
            &self.alpha,
            &self.mu,
            &self.q,
            &self.l,
            &self.x,
            self.d,
            self.wishart,
        )
        .into_value()
    }

    fn gradient(&self, tape: &mut Tape) -> Gradient {
        objective::record_in(
            tape,
            &self.alpha,
            &self.mu,
            &self.q,
            &self.l,
            &self.x,
            self.d,
            self.wishart,
        )
        .backward(1.0)
    }

    fn by_hand(&self, scratch: &mut by_hand::gmm::Scratch) -> (f64, Gradient) {
        by_hand::gmm::gradient(
            &self.alpha,
            &self.mu,
            &self.q,
            &self.l,
            &self.x,
            self.d,
            self.wishart,
            scratch,
        )
    }

    fn unchecked(&self) -> Option<f64> {
        Some(unchecked::gmm(
            &self.alpha,
            &self.mu,
            &self.q,
            &self.l,
            &self.x,
            self.d,
            self.wishart,
        ))
    }

    fn golden(&self) -> Golden {
        let jacobian = read(&format!("gmm/{}.jacobian", self.size));
        Golden {
            value: flat(&read(&format!("gmm/{}.objective", self.size))),
            gradient: ["alpha", "mu", "q", "l"]
                .map(|part| flat(&jacobian[part]))
                .to_vec(),
            tolerance: 1e-10,
        }
    }
}
