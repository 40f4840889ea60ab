//! `reverse`: a tape of two partial derivatives for each operation.

use super::Peer;
use crate::number::Number;
use crate::program::Program;
use reverse::{Gradient, Tape, Var};

impl Number for Var<'_> {
    fn constant(self, value: f64) -> Self {
        self.tape.add_var(value)
    }
    fn value(self) -> f64 {
        self.val
    }
    fn plus(self, c: f64) -> Self {
        self + c
    }
    fn times(self, c: f64) -> Self {
        self * c
    }
    fn sin(self) -> Self {
        Var::sin(&self)
    }
    fn exp(self) -> Self {
        Var::exp(&self)
    }
    fn ln(self) -> Self {
        Var::ln(&self)
    }
    fn sqrt(self) -> Self {
        Var::sqrt(&self)
    }
}

/// With a tape that is cleared before each call.
#[derive(Debug)]
pub(crate) struct Reverse(Tape);

impl Peer for Reverse {
    fn new(_: &impl Program) -> Self {
        Self(Tape::new())
    }

    fn gradient(&mut self, program: &impl Program, x: &[f64]) -> (f64, Vec<f64>) {
        self.0.clear();
        let x = self.0.add_vars(x);
        let result = program.run(&x);
        (result.val, result.grad().wrt(&x))
    }
}
