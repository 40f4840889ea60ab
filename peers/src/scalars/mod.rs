//! The peers that differentiate functions of numbers.

pub(crate) mod ad_trait;
pub(crate) mod easy_ml;
pub(crate) mod echidna;
pub(crate) mod num_dual;
pub(crate) mod reverse;

use crate::program::Program;

/// A crate that differentiates functions of numbers. Between calls it keeps what memory it can keep.
pub(crate) trait Peer {
    /// What is done once for a program, before anything is timed.
    fn new(program: &impl Program) -> Self;
    /// Value and gradient at `x`.
    fn gradient(&mut self, program: &impl Program, x: &[f64]) -> (f64, Vec<f64>);
}
