//! A convolutional network that learns to read handwritten digits: 1,797 images of 8 × 8 pixels, four
//! fifths of them to learn from. It reads more than 97 % of the others.
//!
//! The network is a struct of arrays and a plain function of it (`network`). Its gradient goes to
//! one of two optimisers, which know nothing about networks (`optimise`). `data` has the images, and
//! `plot` draws what was learned.

mod data;
mod network;
mod optimise;
mod plot;

use std::path::Path;
use std::time::Instant;

use autodiff_core::Tape;
use data::Digits;
use indicatif::{ProgressBar, ProgressStyle};
use network::{Network, loss};
use optimise::{Adam, Momentum, Optimiser};
use plotters::style::{BLUE, RED, RGBColor};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

const EPOCHS: usize = 12;
const BATCH: usize = 32;

/// Trains the network, and returns the loss at each step. The test is taken after each epoch, for
/// the reader; nothing is learned from it.
fn train(
    network: &mut Network,
    optimiser: &mut impl Optimiser<Network>,
    lessons: &Digits,
    test: &Digits,
) -> Vec<f32> {
    let steps = EPOCHS * (lessons.len() / BATCH);
    let bar = progress_bar(steps);
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let mut tape = Tape::new(); // its memory is used again in each step
    let mut losses = Vec::with_capacity(steps);
    for _ in 0..EPOCHS {
        for batch in lessons.batches(BATCH, &mut rng) {
            let run = loss::record_in(&mut tape, network, &batch.images, &batch.labels);
            let loss = *run.value();
            let network_bar = run.backward(1.0);

            let pace = 1.0 - losses.len() as f64 / steps as f64;
            optimiser.step(network, &network_bar, pace);
            losses.push(loss);
            bar.set_prefix(format!("{loss:.4}"));
            bar.inc(1);
        }
        bar.set_message(format!("{:.1} %", 100.0 * network.accuracy(test)));
    }
    bar.finish_and_clear();
    losses
}

fn progress_bar(steps: usize) -> ProgressBar {
    let style = "{bar:40} {pos}/{len} steps, loss {prefix}, test accuracy {msg}";
    let style = ProgressStyle::with_template(style).expect("the template is right");
    ProgressBar::new(steps as u64).with_style(style)
}

/// Trains a copy of the network `start`, prints how it went, and returns it with its losses.
fn run(
    name: &str,
    mut optimiser: impl Optimiser<Network>,
    start: &Network,
    lessons: &Digits,
    test: &Digits,
) -> (Network, Vec<f32>) {
    let clock = Instant::now();
    let mut network = start.clone();
    let losses = train(&mut network, &mut optimiser, lessons, test);

    let time = clock.elapsed().as_secs_f64();
    let last = &losses[losses.len() - lessons.len() / BATCH..];
    let loss = last.iter().sum::<f32>() / last.len() as f32;
    let accuracy = network.accuracy(test);
    println!(
        "{name:8}  {loss:.4}  {:12.1} %  {time:5.1} s",
        100.0 * accuracy
    );
    assert!(accuracy >= 0.97, "the network reads {accuracy} of the test");
    (network, losses)
}

/// Shows some of the digits that the network takes for others.
fn show_mistakes(network: &Network, test: &Digits) {
    let guesses = network.guesses(&test.images);
    let wrong: Vec<usize> = (0..test.len())
        .filter(|&i| guesses[i] != test.labels[i])
        .collect();
    println!("\n{} of {} were misread, such as", wrong.len(), test.len());
    for &i in wrong.iter().take(3) {
        println!("\n{}, taken for {}:", test.labels[i], guesses[i]);
        print!("{}", test.drawing(i));
    }
}

/// Draws the losses and the kernels.
fn draw(network: &Network, runs: &[(&str, RGBColor, Vec<f32>)]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/digits");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let folder = folder.canonicalize().expect("the folder is there");

    let (losses, kernels) = (folder.join("loss.svg"), folder.join("kernels.svg"));
    plot::losses(&losses, runs).expect("the losses can be drawn");
    plot::kernels(&kernels, &network.kernels).expect("the kernels can be drawn");
    println!("\n{}\n{}", losses.display(), kernels.display());
}

pub(crate) fn main() {
    // The test is small: with other seeds, 96 to 99.7 % of it are read.
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let (lessons, test) = Digits::load().split(&mut rng);
    let start = Network::random(&mut rng);
    println!(
        "{} digits to learn from, {} for the test\n",
        lessons.len(),
        test.len()
    );

    println!("            loss  test accuracy     time");
    let momentum = Momentum::new(0.1, &start);
    let (_, by_momentum) = run("momentum", momentum, &start, &lessons, &test);
    let adam = Adam::new(0.006, &start);
    let (network, by_adam) = run("Adam", adam, &start, &lessons, &test);

    show_mistakes(&network, &test);
    draw(
        &network,
        &[("momentum", BLUE, by_momentum), ("Adam", RED, by_adam)],
    );
}
