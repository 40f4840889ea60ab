//! `ad_trait`: a graph of operations in the thread's memory.

use super::Peer;
use crate::number::Number;
use crate::program::Program;
use ad_trait::AD;
use ad_trait::reverse_ad::adr::adr;

impl Number for adr {
    fn constant(self, value: f64) -> Self {
        <adr as AD>::constant(value)
    }
    fn value(self) -> f64 {
        adr::value(&self)
    }
    fn plus(self, c: f64) -> Self {
        self + <adr as AD>::constant(c)
    }
    fn times(self, c: f64) -> Self {
        self * <adr as AD>::constant(c)
    }
    fn sin(self) -> Self {
        own::sin(self)
    }
    fn exp(self) -> Self {
        own::exp(self)
    }
    fn ln(self) -> Self {
        own::ln(self)
    }
    fn sqrt(self) -> Self {
        own::sqrt(self)
    }
}

/// The crate's functions, by its own trait: it names them by one of another crate.
mod own {
    use ad_trait::AD;

    pub(super) fn sin<T: AD>(x: T) -> T {
        x.sin()
    }
    pub(super) fn exp<T: AD>(x: T) -> T {
        x.exp()
    }
    pub(super) fn ln<T: AD>(x: T) -> T {
        x.ln()
    }
    pub(super) fn sqrt<T: AD>(x: T) -> T {
        x.sqrt()
    }
}

/// With the graph that the crate keeps.
#[derive(Debug)]
pub(crate) struct AdTrait;

impl Peer for AdTrait {
    fn new(_: &impl Program) -> Self {
        Self
    }

    fn gradient(&mut self, program: &impl Program, x: &[f64]) -> (f64, Vec<f64>) {
        let variable = |(i, v): (usize, &f64)| adr::new_variable(*v, i == 0);
        let x: Vec<adr> = x.iter().enumerate().map(variable).collect();
        let result = program.run(&x);
        let cotangents = result.get_backwards_mode_grad();
        (
            result.value(),
            x.iter().map(|v| cotangents.wrt(v)).collect(),
        )
    }
}
