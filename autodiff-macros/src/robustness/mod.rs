//! The macro on input that nobody would write. Contract of `expand`: it never panics, gives the same
//! output for the same input, ends soon, and what it gives back are items or an error.
//!
//! `MUTANTS=100000 cargo test --release -p autodiff-macros robustness` tries more than usual, and
//! `MUTANTS_SEED=7` others.

mod corpus;
mod kinds;
mod mutate;

use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

use proc_macro2::{TokenStream, TokenTree};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How long the macro may think about a function of a page, without optimisation.
const PATIENCE: Duration = Duration::from_secs(10);

/// The number of tries, and their random numbers.
fn series(usual: usize) -> (usize, ChaCha8Rng) {
    let given = |name: &str| std::env::var(name).ok()?.parse::<usize>().ok();
    let seed = given("MUTANTS_SEED").unwrap_or(1) as u64;
    (
        given("MUTANTS").unwrap_or(usual),
        ChaCha8Rng::seed_from_u64(seed),
    )
}

/// What is wrong with the output for this input.
fn complaint(options: &TokenStream, item: &TokenStream) -> Option<String> {
    let start = Instant::now();
    let run = || crate::expand::expand(options.clone(), item.clone());
    let tokens = match panic::catch_unwind(AssertUnwindSafe(run)) {
        Ok(tokens) => tokens,
        Err(payload) => return Some(format!("it panics: {}", message(&*payload))),
    };
    let output = tokens.to_string();
    if start.elapsed() > PATIENCE {
        return Some(format!("it takes {:?}", start.elapsed()));
    }
    let again = panic::catch_unwind(AssertUnwindSafe(run)).unwrap_or_default();
    if output != again.to_string() {
        return Some(format!("two outputs: {output}\n\n{again}"));
    }
    if output.contains("compile_error") {
        return None;
    }
    // As tokens: what a mutant's punctuation is glued to isn't all seen in its text.
    let error = syn::parse2::<syn::File>(tokens).err()?;
    Some(format!("no items, for {error}: {output}"))
}

fn message(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("?")
}

/// Fails with the smallest input found that has the complaint's kind.
fn assert_sound(options: &TokenStream, item: TokenStream) {
    let Some(first) = complaint(options, &item) else {
        return;
    };
    let kind = |c: &str| c.chars().take(14).collect::<String>();
    let alike =
        |item: &TokenStream| complaint(options, item).is_some_and(|c| kind(&c) == kind(&first));
    let mut small = item;
    while let Some(smaller) = mutate::deletions(&small).into_iter().find(&alike) {
        small = smaller;
    }
    let last = complaint(options, &small).unwrap_or(first);
    panic!("#[differentiable({options})]\n{small}\n{last}");
}

/// With a stack like rustc's, and silent about panics that are expected.
fn with_large_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(test);
    if let Err(payload) = thread.expect("a thread").join() {
        panic::resume_unwind(payload);
    }
}

#[test]
fn arbitrary_tokens() {
    with_large_stack(|| {
        let (tries, mut rng) = series(1000);
        for _ in 0..tries {
            let options = mutate::arbitrary(&mut rng, 3);
            let item = mutate::arbitrary(&mut rng, 30);
            assert_sound(&options, item.clone());
            let function: TokenStream = quote::quote!(fn f(x: f64, v: &[f64]) -> f64 { #item });
            assert_sound(&TokenStream::new(), function);
        }
    });
}

#[test]
fn mutated_functions() {
    with_large_stack(|| {
        let functions = corpus::functions();
        assert!(functions.len() > 200, "the tests' functions are found");
        let (tries, mut rng) = series(1000);
        for _ in 0..tries {
            let mutant = mutate::mutant(&mut rng, &functions);
            assert_sound(&TokenStream::new(), mutant);
        }
    });
}

#[test]
fn every_kind_of_expression_and_statement() {
    with_large_stack(|| {
        let (tries, mut rng) = series(1000);
        let functions = kinds::functions();
        for _ in 0..tries {
            let function = functions[rng.random_range(0..functions.len())].clone();
            let options = if rng.random_bool(0.2) {
                quote::quote!(wrt(x))
            } else {
                TokenStream::new()
            };
            assert_sound(&options, function);
        }
    });
}

/// Parentheses and blocks as deep as generated code may have them.
#[test]
fn deep_nesting() {
    with_large_stack(|| {
        let wrap = |inner: TokenStream, k: usize| -> TokenStream {
            match k % 4 {
                0 => quote::quote!((#inner + x)),
                1 => quote::quote!({ #inner }),
                2 => quote::quote!(if x > 0.0 { #inner } else { x }),
                _ => quote::quote!((#inner).sin()),
            }
        };
        let deep = (0..60).fold(quote::quote!(x), wrap);
        let function = quote::quote!(fn f(x: f64) -> f64 { #deep });
        assert_eq!(complaint(&TokenStream::new(), &function), None);
    });
}

/// The number of tokens, those in groups included.
fn size(tokens: &TokenStream) -> usize {
    let of = |token: TokenTree| match token {
        TokenTree::Group(group) => 1 + size(&group.stream()),
        _ => 1,
    };
    tokens.clone().into_iter().map(of).sum()
}
