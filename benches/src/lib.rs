//! The functions that are measured. `cargo bench -p autodiff-benches --bench kernels` prints how much longer than
//! the function itself its gradient takes.

#![allow(
    clippy::needless_range_loop,
    reason = "plain loops over indices are what is measured"
)]

pub mod arrays;
pub mod by_hand;
pub mod compiler;
pub mod data;
pub mod kernels;
pub mod long;
pub mod loops;
pub mod parallel;
pub mod unchecked;
