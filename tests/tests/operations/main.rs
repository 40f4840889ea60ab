//! The rules of array operations: against finite differences, and for linearity, accumulation,
//! memory layouts and single precision.

mod convolution;
mod faults;
mod losses;
mod normalising;
mod pairwise;
mod pointwise;
mod pooling;
mod reductions;
mod standardising;
