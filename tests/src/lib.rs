//! Shared helpers of the integration tests: dual numbers written for the tests alone, and
//! [`check!`], which compares a function's reverse sweep with them and with finite differences;
//! [`differences!`] and [`agrees!`], which compare functions of types that have no dual form, and whole
//! programs, with finite differences; [`obeys!`], which checks the sweeps of an operation.

extern crate self as autodiff_tests;

pub mod check;
pub mod differences;
mod dual;
pub mod edges;
mod float;
mod functions;
pub mod goldens;
mod macros;
#[doc(hidden)]
pub use check::rounded;
pub use macros::is_single;
mod operators;
pub mod ops;
pub mod random;
pub mod trees;
mod value;

pub use autodiff_twin::twin;
pub use dual::{Dual, Number, Stop, stop};
pub use value::{Bar, Const, Tangent, Value};
