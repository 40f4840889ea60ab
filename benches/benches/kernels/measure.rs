//! Times that are comparable: taken in turns, in one process.

use autodiff_benches::kernels::Kernel;
use autodiff_core::Tape;
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Rounds there are at least, and how long they go on.
const ROUNDS: usize = 21;
const TIME: Duration = Duration::from_millis(2000);
/// How long one sample takes at least.
const SAMPLE: f64 = 1e-3;

/// What was measured. Ratios are those of the shortest and of the median times.
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    pub(crate) size: String,
    /// The shortest time of the function, in seconds.
    pub(crate) function: f64,
    /// Gradient to function.
    pub(crate) gradient: [f64; 2],
    /// Gradient to the adjoint by hand.
    pub(crate) gradient_to_hand: [f64; 2],
    /// The adjoint by hand to the function.
    pub(crate) hand: [f64; 2],
    /// The function without checks of bounds to the function.
    pub(crate) unchecked: Option<[f64; 2]>,
    /// Bytes on the tape at most.
    pub(crate) tape: usize,
}

impl Measured {
    pub(crate) fn to_json(&self) -> Value {
        let pair = |[min, median]: [f64; 2]| json!({ "min": min, "median": median });
        json!({
            "kernel": self.name,
            "size": self.size,
            "function_us": self.function * 1e6,
            "gradient_to_function": pair(self.gradient),
            "gradient_to_by_hand": pair(self.gradient_to_hand),
            "by_hand_to_function": pair(self.hand),
            "unchecked_to_function": self.unchecked.map(pair),
            "tape_bytes_peak": self.tape,
        })
    }
}

pub(crate) fn measure<K: Kernel>(kernel: &K) -> Measured {
    let (mut tape, mut scratch) = (Tape::new(), K::Scratch::default());
    kernel.gradient(&mut tape);
    let repeat = (SAMPLE / sample(10, || kernel.function())).ceil() as u32;
    let [mut function, mut gradient, mut hand, mut unchecked] = [(); 4].map(|()| Vec::new());
    let start = Instant::now();
    while function.len() < ROUNDS || start.elapsed() < TIME {
        function.push(sample(repeat, || black_box(kernel).function()));
        gradient.push(sample(repeat, || black_box(kernel).gradient(&mut tape)));
        hand.push(sample(repeat, || black_box(kernel).by_hand(&mut scratch)));
        unchecked.push(sample(repeat, || black_box(kernel).unchecked()));
    }
    let [function, gradient, hand, unchecked] =
        [function, gradient, hand, unchecked].map(shortest_and_median);
    let ratio = |a: [f64; 2], b: [f64; 2]| [a[0] / b[0], a[1] / b[1]];
    let (name, size) = kernel.name();
    Measured {
        name,
        size,
        function: function[0],
        gradient: ratio(gradient, function),
        gradient_to_hand: ratio(gradient, hand),
        hand: ratio(hand, function),
        unchecked: kernel.unchecked().map(|_| ratio(unchecked, function)),
        tape: tape.peak_bytes(),
    }
}

fn shortest_and_median(mut times: Vec<f64>) -> [f64; 2] {
    times.sort_unstable_by(f64::total_cmp);
    [times[0], times[times.len() / 2]]
}

/// Seconds for one run.
fn sample<R>(repeat: u32, mut run: impl FnMut() -> R) -> f64 {
    let start = Instant::now();
    for _ in 0..repeat {
        black_box(run());
    }
    start.elapsed().as_secs_f64() / f64::from(repeat)
}
