//! A filter is learned from what goes in and what comes out of it, with a convolution as the model;
//! another convolution, with waves as kernels, shows spectrograms of both.

use std::f64::consts::{PI, TAU};

use autodiff_core::differentiable;
use autodiff_core::ops::{Conv, NoBias, conv1d};
use ndarray::{Array2, Array3, Axis, concatenate, s};

const RATE: f64 = 8000.0;
const SAMPLES: usize = 6144;
const TAPS: usize = 31;

/// The mean squared difference between the filtered audio and what is wanted.
#[differentiable(wrt(filter))]
fn loss(filter: &Array3<f64>, audio: &Array3<f64>, wanted: &Array3<f64>) -> f64 {
    let heard = conv1d(audio, filter, NoBias, Conv::new());
    let error = heard - wanted;
    (&error * &error).mean().unwrap()
}

/// A tone that rises from 100 Hz to 3900 Hz, with hiss.
fn audio() -> Array3<f64> {
    let mut seed = 1_u64;
    let mut hiss = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    let seconds = SAMPLES as f64 / RATE;
    Array3::from_shape_fn((1, 1, SAMPLES), |(_, _, k)| {
        let t = k as f64 / RATE;
        let phase = TAU * (100.0 * t + 1900.0 * t * t / seconds);
        0.7 * phase.sin() + 0.3 * hiss()
    })
}

/// A filter that lets pass what is below `cutoff`: a sinc under a Hann window.
fn low_pass(cutoff: f64) -> Array3<f64> {
    let tap = |k: usize| {
        let t = k as f64 - (TAPS / 2) as f64;
        let window = 0.5 + 0.5 * (TAU * t / (TAPS + 1) as f64).cos();
        let width = 2.0 * cutoff / RATE;
        let sinc = if t == 0.0 {
            width
        } else {
            (PI * width * t).sin() / (PI * t)
        };
        window * sinc
    };
    Array3::from_shape_fn((1, 1, TAPS), |(_, _, k)| tap(k))
}

/// The power in `bands` bands of equal width, for each 256 samples: a convolution with waves under a
/// window, that moves on by its own length.
fn spectrogram(audio: &Array3<f64>, bands: usize) -> Array2<f64> {
    let wave = |shift: f64| {
        Array3::from_shape_fn((bands, 1, 256), |(band, _, k)| {
            let frequency = (band as f64 + 0.5) / (2 * bands) as f64;
            let window = 0.5 - 0.5 * (TAU * (k as f64 + 0.5) / 256.0).cos();
            window * (TAU * frequency * k as f64 + shift).cos()
        })
    };
    let kernels = concatenate![Axis(0), wave(0.0), wave(PI / 2.0)];
    let waves = conv1d(audio, &kernels, NoBias, Conv::new().stride(256));
    let power = waves.mapv(|w| w * w);
    let (real, imaginary) = power.view().split_at(Axis(1), bands);
    (&real + &imaginary).remove_axis(Axis(0))
}

/// Prints a spectrogram, high bands at the top.
fn show(title: &str, power: &Array2<f64>) {
    println!("{title}");
    for band in power.rows().into_iter().rev() {
        let shade = |p: &f64| match p.log10() {
            l if l > 2.5 => '#',
            l if l > 1.5 => '+',
            l if l > 0.5 => '·',
            _ => ' ',
        };
        println!("  |{}", band.iter().map(shade).collect::<String>());
    }
}

pub(crate) fn main() {
    let audio = audio();
    let filter = low_pass(1000.0);
    let wanted = conv1d(&audio, &filter, NoBias, Conv::new());

    // Gradient descent with momentum, from a filter that lets nothing pass.
    let mut learned = Array3::zeros((1, 1, TAPS));
    let mut velocity = Array3::zeros(learned.raw_dim());
    let first = loss(&learned, &audio, &wanted);
    for step in 0..250 {
        let (value, bar) = loss::value_and_grad(&learned, &audio, &wanted);
        if step % 50 == 0 {
            println!("step {step:3}: loss {value:.3e}");
        }
        velocity = velocity * 0.9 - bar * 0.3;
        learned += &velocity;
    }
    let last = loss(&learned, &audio, &wanted);
    println!("step 250: loss {last:.3e}\n");
    assert!(
        last < 1e-6 * first,
        "the loss falls a millionfold: {first} {last}"
    );

    let worst = (&learned - &filter)
        .iter()
        .fold(0.0_f64, |m, e| m.max(e.abs()));
    println!("no tap is further than {worst:.1e} from the true one");
    assert!(worst < 1e-3 && filter.iter().any(|t| *t > 0.2));

    let heard = conv1d(&audio, &learned, NoBias, Conv::new());
    // The filter is as long before as after its middle: without padding, so much is lost at either end.
    let middle = s![.., .., TAPS / 2..SAMPLES - TAPS / 2];
    let before = spectrogram(&audio.slice(middle).to_owned(), 16);
    let after = spectrogram(&heard, 16);
    show("\nbefore, 0 to 4000 Hz:", &before);
    show("after:", &after);
    let total = |power: &Array2<f64>, bands: std::ops::Range<usize>| -> f64 {
        power.slice(s![bands, ..]).sum()
    };
    // Below 750 Hz nothing is lost, above 1500 Hz nearly all.
    let low = total(&after, 0..3) / total(&before, 0..3);
    let high = total(&after, 6..16) / total(&before, 6..16);
    println!("\nleft of the power: {low:.3} below 750 Hz, {high:.1e} above 1500 Hz");
    assert!((low - 1.0).abs() < 0.1 && high < 1e-3);
}
