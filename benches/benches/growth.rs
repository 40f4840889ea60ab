//! Time and tape of a gradient, for each iteration, as loops grow longer; and in loops six deep.
//!
//! `cargo bench -p autodiff-benches --bench growth`

use autodiff_benches::loops::{checkpointed, nested, on_tape, ring};
use autodiff_core::Tape;
use std::hint::black_box;
use std::time::Instant;

const X: [f64; 5] = [0.3, -0.7, 1.1, 0.4, 0.8];

/// A row about a call of a function.
macro_rules! row {
    ($name:literal, $iterations:expr, $($part:ident)::+($first:expr, $($other:expr),*)) => {
        row(
            $name,
            $iterations,
            || $($part)::+(black_box($first), $($other),*),
            |tape| {
                black_box($($part)::+::record_in(tape, black_box($first), $($other),*).backward(1.0));
            },
        )
    };
}

fn main() {
    println!(
        "loop          iterations  function ns  gradient ns  ratio   peak bytes   (each iteration)"
    );
    for exponent in 3..=7 {
        let n = 10_usize.pow(exponent);
        row!("pendulum", n, on_tape::pendulum(1.0, 0.1, n));
    }
    for exponent in 3..=7 {
        let n = 10_usize.pow(exponent);
        row!("checkpointed", n, checkpointed::pendulum(1.0, 0.1, n));
    }
    let stiffness = vec![0.9; 1000];
    for n in [10, 100, 1000] {
        row!("string", n, on_tape::string(&stiffness, n));
    }
    for n in [10, 100, 1000, 10_000] {
        row!("checkpointed", n, checkpointed::string(&stiffness, n));
    }
    for exponent in 3..=7 {
        let n = 10_usize.pow(exponent);
        row!("ring", n, ring(&X, n));
    }
    for n in [3, 6, 10, 14] {
        row!("six deep", usize::pow(n, 6), nested(&X, n));
    }
}

/// Prints the shortest times, and what the tape and what is kept beside it took at most.
fn row(
    name: &str,
    iterations: usize,
    mut function: impl FnMut() -> f64,
    mut gradient: impl FnMut(&mut Tape),
) {
    let repeat = (1_000_000 / iterations).clamp(1, 1000);
    let per = 1e9 / (repeat * iterations) as f64;
    let (mut functions, mut gradients) = (f64::INFINITY, f64::INFINITY);
    let mut tape = Tape::new();
    gradient(&mut tape);
    for _ in 0..5 {
        let start = Instant::now();
        for _ in 0..repeat {
            black_box(function());
        }
        functions = functions.min(start.elapsed().as_secs_f64() * per);
        let start = Instant::now();
        for _ in 0..repeat {
            gradient(&mut tape);
        }
        gradients = gradients.min(start.elapsed().as_secs_f64() * per);
    }
    println!(
        "{name:12} {iterations:11} {functions:12.2} {gradients:12.2} {:6.2} {:12.2}",
        gradients / functions,
        tape.peak_bytes() as f64 / iterations as f64,
    );
}
