//! Rules: for one primitive, how cotangents flow from its result to its operands.

pub mod batch;
pub mod broadcast;
pub mod dot;
pub mod edits;
pub mod elementary;
pub mod elements;
pub mod elementwise;
pub mod map;
pub mod moments;
pub mod operators;
pub mod reduction;
pub mod shaping;

pub use batch::everywhere;
pub use elementary::*;
pub use map::*;
pub use reduction::*;
pub use shaping::*;
