//! How long the macro itself takes for a function of 300 lines. Its passes are compiled into this
//! program, since a crate of macros gives away nothing but macros.
//!
//! `cargo bench -p autodiff-benches --bench macro_time`, and the same with `--profile dev`.

#![allow(
    dead_code,
    clippy::all,
    reason = "the passes are checked as parts of their own crate"
)]

#[path = "../../autodiff-macros/src/activity/mod.rs"]
mod activity;
#[path = "../../autodiff-macros/src/analyse/mod.rs"]
mod analyse;
#[path = "../../autodiff-macros/src/arrays/mod.rs"]
mod arrays;
#[path = "../../autodiff-macros/src/chains/mod.rs"]
mod chains;
#[path = "../../autodiff-macros/src/closures/mod.rs"]
mod closures;
#[path = "../../autodiff-macros/src/emit/mod.rs"]
mod emit;
#[path = "../../autodiff-macros/src/errors.rs"]
mod errors;
#[path = "../../autodiff-macros/src/expand/mod.rs"]
mod expand;
#[path = "../../autodiff-macros/src/ir/mod.rs"]
mod ir;
#[path = "../../autodiff-macros/src/lower/mod.rs"]
mod lower;
#[path = "../../autodiff-macros/src/names.rs"]
mod names;
#[path = "../../autodiff-macros/src/normalize/mod.rs"]
mod normalize;
#[path = "../../autodiff-macros/src/outcomes.rs"]
mod outcomes;
#[path = "../../autodiff-macros/src/parse/mod.rs"]
mod parse;
#[path = "../../autodiff-macros/src/places.rs"]
mod places;
#[path = "../../autodiff-macros/src/rename.rs"]
mod rename;
#[path = "../../autodiff-macros/src/rules/mod.rs"]
mod rules;
#[path = "../../autodiff-macros/src/ty.rs"]
mod ty;

use quote::ToTokens;
use std::time::{Duration, Instant};

fn main() {
    let file = syn::parse_file(include_str!("../src/large.rs")).expect("it compiles");
    let function = file
        .items
        .into_iter()
        .find_map(|item| match item {
            syn::Item::Fn(mut function) => {
                function.attrs.clear();
                Some(function.into_token_stream())
            }
            _ => None,
        })
        .expect("there is a function in it");

    let mut times: Vec<Duration> = (0..21)
        .map(|_| {
            let item = function.clone();
            let start = Instant::now();
            std::hint::black_box(expand::expand(proc_macro2::TokenStream::new(), item));
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let median = times[times.len() / 2];
    println!("the macro takes {median:?} for a function of 300 lines");
}
