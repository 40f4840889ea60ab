//! What a user's crate may look like: strict lints, `autodiff-core` and `ndarray` under other
//! names, own items with the names that generated code uses. It compiles without a warning (also
//! from clippy), and the tests check the gradients.

#![deny(
    warnings,
    missing_docs,
    nonstandard_style,
    future_incompatible,
    rust_2018_idioms
)]
#![deny(
    unreachable_pub,
    unused_qualifications,
    unused_results,
    unused_lifetimes
)]
#![deny(
    trivial_casts,
    trivial_numeric_casts,
    let_underscore_drop,
    single_use_lifetimes
)]
#![deny(
    missing_debug_implementations,
    missing_copy_implementations,
    keyword_idents
)]
#![deny(
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    redundant_lifetimes,
    unit_bindings
)]
#![forbid(unsafe_code)]
#![warn(clippy::pedantic, clippy::nursery)]
#![allow(
    clippy::missing_const_for_fn,
    clippy::suboptimal_flops,
    reason = "they are about the functions as written: a differentiable one can't be `const`, and formulas are kept plain"
)]

pub mod attributes;
pub mod derives;
pub mod generics;
pub mod lints;
pub mod macros;
pub mod names;
pub mod no_prelude;
pub mod rules;
pub mod scopes;
