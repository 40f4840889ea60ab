//! `echidna`: a tape for each call, and a tape that is recorded once.

use super::Peer;
use crate::number::Number;
use crate::program::Program;
use echidna::{BReverse, BytecodeTape, Scalar};
use num_traits::Float;

macro_rules! number {
    ($type:ty) => {
        impl Number for $type {
            fn constant(self, value: f64) -> Self {
                <$type>::constant(value)
            }
            fn value(self) -> f64 {
                Scalar::value(&self)
            }
            fn plus(self, c: f64) -> Self {
                self + c
            }
            fn times(self, c: f64) -> Self {
                self * c
            }
            fn sin(self) -> Self {
                Float::sin(self)
            }
            fn exp(self) -> Self {
                Float::exp(self)
            }
            fn ln(self) -> Self {
                Float::ln(self)
            }
            fn sqrt(self) -> Self {
                Float::sqrt(self)
            }
        }
    };
}

number!(echidna::Reverse<f64>);
number!(BReverse<f64>);

/// With the tapes that the crate keeps.
#[derive(Debug)]
pub(crate) struct Echidna;

impl Peer for Echidna {
    fn new(_: &impl Program) -> Self {
        Self
    }

    fn gradient(&mut self, program: &impl Program, x: &[f64]) -> (f64, Vec<f64>) {
        let run = |x: &[echidna::Reverse<f64>]| vec![program.run(x)];
        let (value, gradient) = echidna::vjp(run, x, &[1.0]);
        (value[0], gradient)
    }
}

/// The operations that one run recorded, at whatever point: branches and the number of iterations are
/// those of that run.
pub(crate) struct RecordedOnce {
    tape: BytecodeTape<f64>,
    cotangents: Vec<f64>,
}

impl Peer for RecordedOnce {
    fn new(program: &impl Program) -> Self {
        let (tape, _) = echidna::record(|x| program.run(x), &program.variables());
        Self {
            tape,
            cotangents: Vec::new(),
        }
    }

    fn gradient(&mut self, _: &impl Program, x: &[f64]) -> (f64, Vec<f64>) {
        let gradient = self.tape.gradient_with_buf(x, &mut self.cotangents);
        (self.tape.output_value(), gradient)
    }
}
