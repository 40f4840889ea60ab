//! The doubling loop on three numbers instead of an `ndarray` vector: crates whose numbers stand for `f64`
//! need no memory for it, so the plain function shouldn't, either.

use autodiff_benches::kernels::{Golden, Kernel};
use autodiff_core::{Tape, differentiable};

fn norm(v: &[f64; 3]) -> f64 {
    (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).sqrt()
}

/// Doubles until the norm is at least 1000.
#[differentiable]
fn doubling(x: &[f64; 3]) -> [f64; 3] {
    let mut y = [x[0] * 2.0, x[1] * 2.0, x[2] * 2.0];
    while norm(&y) < 1000.0 {
        for i in 0..3 {
            y[i] *= 2.0;
        }
    }
    y
}

/// The kernel for three numbers, and the cotangents of its results.
#[derive(Debug)]
pub(crate) struct ThreeNumbers {
    pub(crate) x: [f64; 3],
    pub(crate) seed: [f64; 3],
}

impl Default for ThreeNumbers {
    fn default() -> Self {
        Self {
            x: [0.3, -0.7, 1.9],
            seed: [1.0, 0.5, -2.0],
        }
    }
}

impl Kernel for ThreeNumbers {
    type Value = [f64; 3];
    type Gradient = [f64; 3];
    type Scratch = ();

    fn name(&self) -> (&'static str, String) {
        ("doubling", "[f64; 3]".to_owned())
    }

    fn function(&self) -> [f64; 3] {
        doubling(&self.x)
    }

    fn recorded(&self, tape: &mut Tape) -> [f64; 3] {
        doubling::record_in(tape, &self.x).into_value()
    }

    fn gradient(&self, tape: &mut Tape) -> [f64; 3] {
        doubling::record_in(tape, &self.x).backward(self.seed)
    }

    /// The loop is linear: what it does to the vector, it does to the cotangent.
    fn by_hand(&self, (): &mut ()) -> ([f64; 3], [f64; 3]) {
        let (mut y, mut bar) = (self.x.map(|x| x * 2.0), self.seed.map(|s| s * 2.0));
        while norm(&y) < 1000.0 {
            y = y.map(|v| v * 2.0);
            bar = bar.map(|v| v * 2.0);
        }
        (y, bar)
    }

    /// The norm of `x` is 2.05, so there are nine doublings.
    fn golden(&self) -> Golden {
        Golden {
            value: self.x.map(|x| 512.0 * x).to_vec(),
            gradient: vec![self.seed.map(|s| 512.0 * s).to_vec()],
            tolerance: 1e-10,
        }
    }
}
