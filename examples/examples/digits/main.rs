//! A convolutional network that learns to read handwritten digits: 1,797 images of 8 × 8 pixels, four
//! fifths of them to learn from. It gets more than 97 % of the others right.
//!
//! The network is a struct of arrays and a plain function of it (`network`); its gradient goes to
//! one of two optimisers, which know nothing about networks (`optimise`).

mod data;
mod network;
mod optimise;

use std::time::Instant;

use autodiff_core::Tape;
use data::Digits;
use indicatif::{ProgressBar, ProgressStyle};
use network::{Network, loss};
use optimise::{Adam, Momentum, Optimiser};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

const EPOCHS: usize = 25;
const BATCH: usize = 32;

/// Trains the network, and returns the loss at each step.
fn train(
    network: &mut Network,
    optimiser: &mut impl Optimiser<Network>,
    (train, test): (&Digits, &Digits),
) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let mut tape = Tape::new(); // its memory is used again in each step
    let mut losses = Vec::new();
    let bar = progress_bar(EPOCHS * (train.len() / BATCH));
    for _ in 0..EPOCHS {
        for batch in train.batches(BATCH, &mut rng) {
            let pace = 1.0 - losses.len() as f64 / (EPOCHS * (train.len() / BATCH)) as f64;
            let run = loss::record_in(&mut tape, network, &batch.images, &batch.labels);
            losses.push(*run.value());
            let network_bar = run.backward(1.0);
            optimiser.step(network, &network_bar, pace);
            bar.inc(1);
        }
        let recent = &losses[losses.len() - train.len() / BATCH..];
        let loss = recent.iter().sum::<f32>() / recent.len() as f32;
        let accuracy = 100.0 * network.accuracy(test);
        bar.set_message(format!("loss {loss:.4}, test accuracy {accuracy:.1} %"));
        if losses.len() == EPOCHS * (train.len() / BATCH) {println!("loss {loss:.4}, test accuracy {accuracy:.1} %");}
    }
    bar.finish();
    losses
}

fn progress_bar(steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("  {bar:40} {pos}/{len} steps, {msg}");
    ProgressBar::new(steps as u64).with_style(style.expect("the template is right"))
}

pub(crate) fn main() {
    let mut rng = ChaCha8Rng::seed_from_u64(std::env::args().nth(1).unwrap().parse().unwrap());
    let (train_set, test) = Digits::load().split(&mut rng);
    let start = Network::random(&mut rng);
    let time = Instant::now();
    let mut network = start.clone();
    train(&mut network, &mut Momentum::new(0.03, &start), (&train_set, &test));
    println!("{:?}", time.elapsed());
    let mut network = start.clone();
    train(&mut network, &mut Adam::new(0.003, &start), (&train_set, &test));
    println!("{:?}", time.elapsed());
}
