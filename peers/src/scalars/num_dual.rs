//! `num-dual`: dual numbers, whose derivatives go forwards, those by a few variables at a time.

use super::Peer;
use crate::number::Number;
use crate::program::Program;
use num_dual::{DualNum, DualSVec64};

impl<const W: usize> Number for DualSVec64<W> {
    fn constant(self, value: f64) -> Self {
        Self::from_re(value)
    }
    fn value(self) -> f64 {
        self.re
    }
    fn plus(self, c: f64) -> Self {
        self + c
    }
    fn times(self, c: f64) -> Self {
        self * c
    }
    fn sin(self) -> Self {
        DualNum::sin(&self)
    }
    fn exp(self) -> Self {
        DualNum::exp(&self)
    }
    fn ln(self) -> Self {
        DualNum::ln(&self)
    }
    fn sqrt(self) -> Self {
        DualNum::sqrt(&self)
    }
}

/// A run of the program for every `W` variables.
#[derive(Debug)]
pub(crate) struct NumDual<const W: usize>;

impl<const W: usize> Peer for NumDual<W> {
    fn new(_: &impl Program) -> Self {
        Self
    }

    fn gradient(&mut self, program: &impl Program, x: &[f64]) -> (f64, Vec<f64>) {
        let mut numbers: Vec<_> = x.iter().map(|v| DualSVec64::<W>::from_re(*v)).collect();
        let (mut value, mut gradient) = (0.0, Vec::with_capacity(x.len()));
        for start in (0..x.len()).step_by(W) {
            let end = x.len().min(start + W);
            for (i, number) in numbers[start..end].iter_mut().enumerate() {
                *number = number.derivative(i);
            }
            let result = program.run(&numbers);
            value = result.re;
            let slopes = result.eps.0.expect("the result depends on these variables");
            gradient.extend_from_slice(&slopes.as_slice()[..end - start]);
            for (number, v) in numbers[start..end].iter_mut().zip(&x[start..end]) {
                *number = DualSVec64::from_re(*v);
            }
        }
        (value, gradient)
    }
}
