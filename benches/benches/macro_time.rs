//! How long the macro itself takes for long functions. Its passes are compiled into this
//! program, since a crate of macros gives away nothing but macros.
//!
//! `cargo bench -p autodiff-benches --bench macro_time`, and the same with `--profile dev`.

#![allow(
    dead_code,
    unused_imports,
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
#[path = "../../autodiff-macros/src/iterators/mod.rs"]
mod iterators;
#[path = "../../autodiff-macros/src/lookups/mod.rs"]
mod lookups;
#[path = "../../autodiff-macros/src/lower/mod.rs"]
mod lower;
#[path = "../../autodiff-macros/src/methods.rs"]
mod methods;
#[path = "../../autodiff-macros/src/names.rs"]
mod names;
#[path = "../../autodiff-macros/src/normalize/mod.rs"]
mod normalize;
#[path = "../../autodiff-macros/src/outcomes.rs"]
mod outcomes;
#[path = "../../autodiff-macros/src/parse/mod.rs"]
mod parse;
#[path = "../../autodiff-macros/src/paths.rs"]
mod paths;
#[path = "../../autodiff-macros/src/places.rs"]
mod places;
#[path = "../../autodiff-macros/src/rename.rs"]
mod rename;
#[path = "../../autodiff-macros/src/rules/mod.rs"]
mod rules;
#[path = "../../autodiff-macros/src/ty.rs"]
mod ty;

use autodiff_benches::long::source;
use std::time::{Duration, Instant};

fn main() {
    for lines in [300, 2000] {
        let function: proc_macro2::TokenStream = source(lines).parse().expect("it is Rust");
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
        println!("the macro takes {median:?} for a function of {lines} lines");
    }
}
