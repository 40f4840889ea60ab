//! Reverse-mode automatic differentiation of plain Rust functions.
//!
//! This crate is the part that works at run time:
//!
//! | item | what it is |
//! |---|---|
//! | [`Function`] | an operation whose pullback is written by hand |
//! | [`scalar_rule!`] | a derivative for a function of numbers that someone else wrote |
//! | [`Recording`] | a value and the way back, from `record` |
//! | [`Tape`] | what the forward sweep leaves for the reverse sweep |
//! | [`Differentiable`], [`Cotangent`], [`Shape`] | which types have derivatives, and of which type these are; `#[derive(Differentiable)]` adds structs and enums |
//! | [`Scalar`], [`Elementary`] | the numbers, and the functions of them that have rules |
//! | [`Dual`], [`jvp`], [`hessian_vector_product`], [`hessian`] | forward mode and second derivatives, of functions that are generic over their numbers |
//! | [`Leaves`], [`Tree`] | arithmetic on all numbers of a value at once, for optimisers |
//! | [`Storable`] | what can be kept on a tape |
//! | [`ops`] | operations of arrays that `ndarray` has no method for |
//! | [`parallel_sum`](fn@parallel_sum) | a sum over independent items, whose gradients are worked out on several threads |
//! | [`detach`](fn@detach) | takes a value out of the derivative |
//!
//! ```
//! use autodiff_core::Function;
//! use ndarray::{Array1, arr1};
//!
//! /// `Σ xᵢ²`
//! struct SumOfSquares;
//!
//! impl Function for SumOfSquares {
//!     type Input<'a> = &'a Array1<f64>;
//!     type InputBar = Array1<f64>;
//!     type Output = f64;
//!     type Saved = Array1<f64>;
//!
//!     fn forward(x: &Array1<f64>) -> (f64, Array1<f64>) { (x.dot(x), x.clone()) }
//!     fn backward(x: Array1<f64>, y_bar: f64) -> Array1<f64> { x * (2.0 * y_bar) }
//! }
//!
//! assert_eq!(SumOfSquares::grad(&arr1(&[1.0, 2.0])), arr1(&[2.0, 4.0]));
//! ```

#![allow(
    clippy::inline_always,
    reason = "rules of scalars must compile to their bare formula, also in debug-optimised builds"
)]

#[macro_use]
mod tuples;

mod accumulate;
mod checkpoint;
mod companion;
mod cotangent;
mod derived;
mod detaching;
mod differential;
mod dual;
mod elementary;
mod function;
mod given;
mod keeping;
mod leaves;
mod left_out;
mod maps;
mod matrices;
pub mod ops;
mod parallel;
mod pool;
mod private;
mod recording;
mod refused;
#[doc(hidden)]
pub mod rules;
mod scalar;
mod scalar_rule;
mod second_order;
mod shape;
mod simd;
mod sloped;
mod special;
mod storable;
mod tape;
mod threads;
mod tree;
mod variables;

pub use autodiff_macros::{Differentiable, differentiable};
pub use cotangent::Cotangent;
pub use detaching::detach;
pub use differential::Differentiable;
pub use dual::Dual;
pub use elementary::Elementary;
pub use function::Function;
pub use leaves::Leaves;
pub use parallel::{Items, parallel_sum};
pub use recording::{FewOutputs, Recording, Seed, Seeds};
pub use scalar::{Scalar, ScalarOutput};
pub use second_order::{hessian, hessian_vector_product, jvp};
pub use shape::{ArrayShape, Mismatch, Shape};
pub use special::Special;
pub use storable::Storable;
pub use tape::Tape;
pub use tree::{Path, Step, Tree};
pub use variables::{Duals, Variables};

#[doc(hidden)]
pub mod __private {
    pub use crate::private::*;
}
