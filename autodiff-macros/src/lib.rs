//! The `#[differentiable]` attribute of `autodiff-core`: a small compiler from
//! annotated functions to forward and reverse sweeps.
//!
//! The passes, in order: `normalize` (one form for what has several), `parse`
//! (attribute and signature), `rename` (unique
//! local names), `activity` (what carries derivatives), `arrays` (elementwise
//! code on arrays into maps), `closures` (local closures into blocks), `chains` (iterator chains into loops), `lower` (to the IR), `analyse` (what to keep), `emit` (tokens).
//! All user errors are found before `analyse`; what follows can't fail.

#![allow(
    clippy::large_enum_variant,
    reason = "trees of syntax are built once and walked; boxes would only clutter the matches"
)]

mod activity;
mod analyse;
mod arrays;
mod chains;
mod closures;
mod derive;
mod emit;
mod errors;
mod expand;
mod ir;
mod iterators;
mod lookups;
mod lower;
mod methods;
mod names;
mod normalize;
mod outcomes;
mod parse;
mod paths;
mod places;
mod rename;
#[cfg(test)]
mod robustness;
mod rules;
#[cfg(test)]
mod snapshots;
mod ty;

use proc_macro::TokenStream;

/// Gives a function its derivatives. The function itself stays as it is; beside
/// it appears a type of the same name with `record`, `record_in`, `grad` and
/// `value_and_grad`. See the documentation of `autodiff-core`.
///
/// * `#[differentiable(wrt(w, b))]` differentiates with respect to the named
///   parameters only. The others are constants. A differentiable function that
///   passes something with a derivative for one of them is a compile error:
///   `detach(…)` says there that no derivative is wanted.
/// * `#[differentiable(crate = path)]` names the path of `autodiff-core`.
///
/// In the body, `#[checkpoint]` above a `for` over integers, a `while` or a `loop` trades time for
/// memory: instead of the tape of all iterations there are at most 64 copies of what the loop changes
/// and the tape of 64 iterations, and the reverse sweep runs the loop again in between. The gradient
/// is the same to the last bit. `#[checkpoint(snapshots = 20, tape = 5)]` sets both numbers.
#[proc_macro_attribute]
pub fn differentiable(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(options.into(), item.into()).into()
}

/// Gives a struct or enum a cotangent type, named after it, so that values of it can carry
/// derivatives. See [the trait](https://docs.rs/autodiff-core) of the same name.
///
/// * `#[differentiable(skip)]` on a field leaves it out; fields of integers, strings and the like
///   are left out without it.
/// * `#[differentiable(crate = path)]` on the type names the path of `autodiff-core`.
#[proc_macro_derive(Differentiable, attributes(differentiable))]
pub fn derive_differentiable(item: TokenStream) -> TokenStream {
    derive::expand(item.into()).into()
}
