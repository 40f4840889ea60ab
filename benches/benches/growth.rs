//! Time and tape of a gradient, for each iteration, as loops grow longer; and in loops six deep.
//!
//! `cargo bench -p autodiff-benches --bench growth`

use autodiff_benches::loops::{nested, pendulum, ring};
use autodiff_core::Tape;
use std::hint::black_box;
use std::time::Instant;

const X: [f64; 5] = [0.3, -0.7, 1.1, 0.4, 0.8];

fn main() {
    println!(
        "loop      iterations  function ns  gradient ns  ratio  tape bytes   (each iteration)"
    );
    let mut tape = Tape::new();
    for exponent in 3..=7 {
        let n = 10_usize.pow(exponent);
        row(
            "pendulum",
            n,
            || pendulum(black_box(1.0), 0.1, n),
            || {
                let run = pendulum::record_in(&mut tape, black_box(1.0), 0.1, n);
                let bytes = run.tape().bytes();
                black_box(run.backward(1.0));
                bytes
            },
        );
    }
    for exponent in 3..=7 {
        let n = 10_usize.pow(exponent);
        row(
            "ring",
            n,
            || ring(black_box(&X), n),
            || {
                let run = ring::record_in(&mut tape, black_box(&X), n);
                let bytes = run.tape().bytes();
                black_box(run.backward(1.0));
                bytes
            },
        );
    }
    for n in [3, 6, 10, 14] {
        row(
            "six deep",
            usize::pow(n, 6),
            || nested(black_box(&X), n),
            || {
                let run = nested::record_in(&mut tape, black_box(&X), n);
                let bytes = run.tape().bytes();
                black_box(run.backward(1.0));
                bytes
            },
        );
    }
}

/// Prints the shortest times; `gradient` says how many bytes were on the tape.
fn row(
    name: &str,
    iterations: usize,
    mut function: impl FnMut() -> f64,
    mut gradient: impl FnMut() -> usize,
) {
    let repeat = (1_000_000 / iterations).max(1);
    let per = 1e9 / (repeat * iterations) as f64;
    let (mut functions, mut gradients) = (f64::INFINITY, f64::INFINITY);
    let mut bytes = gradient();
    for _ in 0..5 {
        let start = Instant::now();
        for _ in 0..repeat {
            black_box(function());
        }
        functions = functions.min(start.elapsed().as_secs_f64() * per);
        let start = Instant::now();
        for _ in 0..repeat {
            bytes = gradient();
        }
        gradients = gradients.min(start.elapsed().as_secs_f64() * per);
    }
    println!(
        "{name:9} {iterations:10} {functions:12.2} {gradients:12.2} {:6.2} {:11.2}",
        gradients / functions,
        bytes as f64 / iterations as f64,
    );
}
