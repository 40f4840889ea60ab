//! Algorithms of linear algebra without derivatives, for the forward sweeps of operations and for
//! their pullbacks.

mod division_free;
mod eigen;
mod householder;
mod lu;
mod triangular;

pub(super) use division_free::determinant_without_division;
pub(crate) use eigen::symmetric_eigen;
pub(super) use householder::qr_factors;
pub(super) use lu::Lu;
pub(super) use triangular::{Triangle, solve_triangle};
