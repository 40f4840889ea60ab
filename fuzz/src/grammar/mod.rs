//! The grammar of random programs. Contract: what it writes compiles as plain Rust, ends, and gives
//! the same program for the same seed.
//!
//! Each file holds one family of constructs as a list of [`Production`]s. A new construct is a new
//! function in such a list; a new family is a new file, named in [`STATEMENTS`] or [`FLOATS`].

mod aggregates;
mod arrays;
mod bindings;
mod branches;
mod calls;
mod chains;
mod closures;
mod elementary;
mod enums;
mod exits;
mod expr;
mod inputs;
mod integers;
mod lists;
mod loops;
mod nested;
mod options;
mod places;
mod scalar_loops;
mod scalars;
mod scope;
mod shadows;
mod signature;
mod stacks;
mod structs;
mod vectors;
mod writer;
mod zips;

use expr::Expr;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use writer::Writer;

use crate::program::Program;

/// One construct.
struct Production<T> {
    /// What `--without` calls it.
    name: &'static str,
    /// How often it is chosen, beside the others.
    weight: usize,
    /// Writes it, with parts of at most this depth, or does nothing if the scope lacks what it needs.
    write: fn(&mut Writer<'_>, usize) -> Option<T>,
}

const fn production<T>(
    name: &'static str,
    weight: usize,
    write: fn(&mut Writer<'_>, usize) -> Option<T>,
) -> Production<T> {
    Production {
        name,
        weight,
        write,
    }
}

const STATEMENTS: &[&[Production<()>]] = &[
    bindings::STATEMENTS,
    scalars::STATEMENTS,
    branches::STATEMENTS,
    loops::STATEMENTS,
    scalar_loops::STATEMENTS,
    exits::STATEMENTS,
    integers::STATEMENTS,
    lists::STATEMENTS,
    places::STATEMENTS,
    chains::STATEMENTS,
    arrays::STATEMENTS,
    calls::STATEMENTS,
    nested::STATEMENTS,
    zips::STATEMENTS,
    structs::STATEMENTS,
    enums::STATEMENTS,
    options::STATEMENTS,
    closures::STATEMENTS,
    vectors::STATEMENTS,
    shadows::STATEMENTS,
    stacks::STATEMENTS,
    aggregates::STATEMENTS,
];

const FLOATS: &[&[Production<Expr>]] = &[
    elementary::FLOATS,
    branches::FLOATS,
    lists::FLOATS,
    integers::FLOATS,
    chains::FLOATS,
    arrays::FLOATS,
    calls::FLOATS,
    nested::FLOATS,
    structs::FLOATS,
    enums::FLOATS,
    options::FLOATS,
    closures::FLOATS,
    aggregates::FLOATS,
];

/// Those that scalar code is made of.
const PLAIN_FLOATS: &[&[Production<Expr>]] = &[elementary::FLOATS, lists::FLOATS, calls::FLOATS];

/// The names of all productions.
#[must_use]
pub fn productions() -> Vec<&'static str> {
    let statements = STATEMENTS.iter().flat_map(|f| f.iter()).map(|p| p.name);
    let floats = FLOATS.iter().flat_map(|f| f.iter()).map(|p| p.name);
    statements.chain(floats).collect()
}

/// The program of this number in the series of `seed`, without the productions named.
#[must_use]
pub fn program(seed: u64, number: u64, without: &[String]) -> Program {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    let mut functions = Vec::new();
    let mut signatures = Vec::new();
    let helpers = rand::Rng::random_range(&mut rng, 0..3);
    for k in 0..helpers {
        let (signature, text) = signature::helper(&mut rng, k, &signatures, without);
        signatures.push(signature);
        functions.push(text);
    }
    let (entry, text) = signature::entry(&mut rng, &signatures, without);
    functions.push(text);
    Program {
        seed,
        number,
        functions,
        call: inputs::call(&entry),
        inputs: inputs::inputs(&mut rng, &entry),
    }
}
