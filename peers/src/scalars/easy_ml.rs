//! `easy-ml`: a list of operations with two partial derivatives each.

use super::Peer;
use crate::number::Number;
use crate::program::Program;
use easy_ml::differentiation::{Record, WengertList};
use easy_ml::numeric::extra::{Exp, Ln, Sin, Sqrt};

impl Number for Record<'_, f64> {
    fn constant(self, value: f64) -> Self {
        Record::constant(value)
    }
    fn value(self) -> f64 {
        self.number
    }
    fn plus(self, c: f64) -> Self {
        self + c
    }
    fn times(self, c: f64) -> Self {
        self * c
    }
    fn sin(self) -> Self {
        Sin::sin(self)
    }
    fn exp(self) -> Self {
        Exp::exp(self)
    }
    fn ln(self) -> Self {
        Ln::ln(self)
    }
    fn sqrt(self) -> Self {
        Sqrt::sqrt(self)
    }
}

/// With a list that is cleared before each call.
#[derive(Debug)]
pub(crate) struct EasyMl(WengertList<f64>);

impl Peer for EasyMl {
    fn new(_: &impl Program) -> Self {
        Self(WengertList::new())
    }

    fn gradient(&mut self, program: &impl Program, x: &[f64]) -> (f64, Vec<f64>) {
        self.0.clear();
        let x: Vec<_> = x.iter().map(|v| self.0.variable(*v)).collect();
        let result = program.run(&x);
        let cotangents = result.derivatives();
        (result.number, x.iter().map(|v| cotangents[v]).collect())
    }
}
