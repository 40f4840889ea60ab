//! Every function with and without its gradient, first as tables, then as ratios.

use autodiff_benches::gmm::Input;
use autodiff_benches::small::{call_price, doubling, product_norm};
use autodiff_core::Tape;
use divan::{Bencher, black_box};
use ndarray::{Array1, array};
use std::time::{Duration, Instant};

fn main() {
    divan::main();
    println!();
    ratios();
}

fn vector() -> Array1<f64> {
    array![0.3, -0.7, 1.9]
}

/// A matrix of 64 rows, and a vector.
fn matrix() -> (Vec<f64>, Vec<f64>) {
    let m = (0..64 * 64).map(|i| (i as f64 * 0.37).sin()).collect();
    let v = (0..64).map(|i| (i as f64 * 0.73).cos()).collect();
    (m, v)
}

#[divan::bench]
fn gmm_function(bencher: Bencher<'_, '_>) {
    let input = Input::shipped();
    bencher.bench(|| black_box(&input).objective());
}

#[divan::bench]
fn gmm_gradient(bencher: Bencher<'_, '_>) {
    let input = Input::shipped();
    bencher.bench(|| black_box(&input).gradient());
}

#[divan::bench]
fn doubling_function(bencher: Bencher<'_, '_>) {
    let x = vector();
    bencher.bench(|| doubling(black_box(&x)));
}

#[divan::bench]
fn doubling_gradient(bencher: Bencher<'_, '_>) {
    let x = vector();
    bencher.bench(|| doubling::record(black_box(&x)).backward(&x));
}

#[divan::bench]
fn call_price_function(bencher: Bencher<'_, '_>) {
    bencher.bench(|| call_price(black_box(100.0), 105.0, 0.03, 0.2, 0.5));
}

#[divan::bench]
fn call_price_gradient(bencher: Bencher<'_, '_>) {
    bencher.bench(|| call_price::value_and_grad(black_box(100.0), 105.0, 0.03, 0.2, 0.5));
}

#[divan::bench]
fn product_norm_function(bencher: Bencher<'_, '_>) {
    let (m, v) = matrix();
    bencher.bench(|| product_norm(black_box(&m), &v));
}

#[divan::bench]
fn product_norm_gradient(bencher: Bencher<'_, '_>) {
    let (m, v) = matrix();
    bencher.bench(|| product_norm::value_and_grad(black_box(&m), &v));
}

fn ratios() {
    let input = Input::shipped();
    ratio(
        "gmm",
        1,
        || black_box(&input).objective(),
        || black_box(&input).gradient(),
    );

    let x = vector();
    let mut tape = Tape::new();
    ratio(
        "doubling",
        1000,
        || doubling(black_box(&x)),
        || doubling::record(black_box(&x)).backward(&x),
    );
    ratio(
        "doubling, tape reused",
        1000,
        || doubling(black_box(&x)),
        || doubling::record_in(&mut tape, black_box(&x)).backward(&x),
    );
    ratio(
        "call_price",
        10_000,
        || call_price(black_box(100.0), 105.0, 0.03, 0.2, 0.5),
        || call_price::value_and_grad(black_box(100.0), 105.0, 0.03, 0.2, 0.5),
    );
    let (m, v) = matrix();
    ratio(
        "product_norm",
        100,
        || product_norm(black_box(&m), &v),
        || product_norm::value_and_grad(black_box(&m), &v),
    );
}

/// Prints the ratio of the median times of the two, measured in turns, and that of the shortest
/// times, which tells more on a busy machine.
fn ratio<F, G>(
    name: &str,
    repeat: u32,
    mut function: impl FnMut() -> F,
    mut gradient: impl FnMut() -> G,
) {
    let (mut functions, mut gradients) = (Vec::new(), Vec::new());
    for _ in 0..101 {
        functions.push(time(repeat, &mut function));
        gradients.push(time(repeat, &mut gradient));
    }
    functions.sort_unstable();
    gradients.sort_unstable();
    let at = |i: usize| gradients[i].as_secs_f64() / functions[i].as_secs_f64();
    let (function, gradient) = (functions[50], gradients[50]);
    println!(
        "{name} gradient/function = {:.2}   ({gradient:?} / {function:?}; the shortest: {:.2})",
        at(50),
        at(0)
    );
}

fn time<R>(repeat: u32, run: &mut impl FnMut() -> R) -> Duration {
    let start = Instant::now();
    for _ in 0..repeat {
        black_box(run());
    }
    start.elapsed() / repeat
}
