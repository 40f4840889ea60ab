//! Random programs against the compiler: written by a grammar, compiled in batches, compared with
//! their forward-mode twins (`autodiff-tests`), and shrunk if they fail.
//!
//! A program is named by a seed and a number; the same pair gives the same program.

mod batch;
mod campaign;
mod diagnostics;
mod edits;
mod grammar;
mod program;
mod shrink;

pub use batch::{Verdict, Workshop};
pub use campaign::{Campaign, Failure, Report, known};
pub use grammar::{productions, program};
pub use program::{Call, Program};
pub use shrink::shrink;
