//! Loops over a matrix.

use super::{Golden, Kernel};
use crate::by_hand;
use autodiff_core::{Tape, differentiable};

/// `‖m v‖²` with `m` row-major.
#[differentiable]
#[must_use]
pub fn product_norm(m: &[f64], v: &[f64]) -> f64 {
    let columns = v.len();
    let mut total = 0.0;
    for i in 0..m.len() / columns {
        let mut y = 0.0;
        for j in 0..columns {
            y += m[i * columns + j] * v[j];
        }
        total += y * y;
    }
    total
}

/// The kernel for a matrix with as many rows as columns.
#[derive(Debug)]
pub struct ProductNorm {
    m: Vec<f64>,
    v: Vec<f64>,
}

impl ProductNorm {
    /// With `n` columns.
    #[must_use]
    pub fn new(n: usize) -> Self {
        Self {
            m: (0..n * n).map(|i| (i as f64 * 0.37).sin()).collect(),
            v: (0..n).map(|i| (i as f64 * 0.73).cos()).collect(),
        }
    }
}

impl Kernel for ProductNorm {
    type Value = f64;
    type Gradient = (Vec<f64>, Vec<f64>);
    type Scratch = ();

    fn name(&self) -> (&'static str, String) {
        ("product_norm", format!("{0}x{0}", self.v.len()))
    }

    fn function(&self) -> f64 {
        product_norm(&self.m, &self.v)
    }

    fn recorded(&self, tape: &mut Tape) -> f64 {
        product_norm::record_in(tape, &self.m, &self.v).into_value()
    }

    fn gradient(&self, tape: &mut Tape) -> (Vec<f64>, Vec<f64>) {
        product_norm::record_in(tape, &self.m, &self.v).backward(1.0)
    }

    fn by_hand(&self, (): &mut ()) -> (f64, (Vec<f64>, Vec<f64>)) {
        by_hand::product_norm::gradient(&self.m, &self.v)
    }

    /// By central differences, exact for squares.
    fn golden(&self) -> Golden {
        let slope = |i: usize| {
            let at = |step: f64| {
                let (mut m, mut v) = (self.m.clone(), self.v.clone());
                *m.iter_mut().chain(&mut v).nth(i).expect("a variable") += step;
                product_norm(&m, &v)
            };
            (at(0.5) - at(-0.5)) / 1.0
        };
        let (m, v) = (self.m.len(), self.v.len());
        let value = self.m.chunks(v).map(|row| {
            let y: f64 = row.iter().zip(&self.v).map(|(m, v)| m * v).sum();
            y * y
        });
        Golden {
            value: vec![value.sum()],
            gradient: vec![(0..m).map(slope).collect(), (m..m + v).map(slope).collect()],
            tolerance: 1e-10,
        }
    }
}
