//! Second derivatives: gradients at dual numbers, against central differences of gradients at plain ones.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

#[path = "second_order/check.rs"]
#[macro_use]
mod check;
#[path = "second_order/arrays.rs"]
mod arrays;
#[path = "second_order/edges.rs"]
mod edges;
#[path = "second_order/elementary.rs"]
mod elementary;
#[path = "second_order/library.rs"]
mod library;
#[path = "second_order/parallel.rs"]
mod parallel;
#[path = "second_order/programs.rs"]
mod programs;
