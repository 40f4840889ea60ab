//! The rules of array operations: against finite differences, and for linearity, accumulation,
//! memory layouts and single precision.

mod arranging;
mod choosing;
mod convolution;
mod faults;
mod linear_algebra;
mod losses;
mod normalising;
mod pairwise;
mod pointwise;
mod pooling;
mod reductions;
mod standardising;
mod threads;
