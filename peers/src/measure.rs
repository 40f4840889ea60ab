//! Ways to a gradient, compared: their results with the golden values, their times in turns.

use crate::program::Program;
use crate::scalars::Peer;
use autodiff_benches::data::distance;
use autodiff_benches::kernels::{Golden, Kernel};
use autodiff_core::Tape;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Rounds there are at least, and how long they go on.
const ROUNDS: usize = 7;
const TIME: Duration = Duration::from_secs(3);
/// How long one sample takes at least, unless a single run takes longer.
const SAMPLE: f64 = 1e-3;

/// A kernel and the ways to its gradient.
pub(crate) struct Comparison<'k, K: Kernel> {
    kernel: &'k K,
    /// The function's value, times the seed if it is more than one number.
    value: f64,
    golden: Golden,
    ways: Vec<Way<'k>>,
}

struct Way<'k> {
    name: &'static str,
    run: Box<dyn FnMut() + 'k>,
    repeat: u32,
    seconds: f64,
}

/// What was measured of a kernel.
#[derive(Debug)]
pub(crate) struct Measured {
    /// The kernel and its size.
    pub(crate) kernel: String,
    /// Seconds for the function.
    pub(crate) function: f64,
    /// For each way, gradient to function.
    pub(crate) ratios: Vec<(&'static str, f64)>,
}

impl<'k, K: Kernel> Comparison<'k, K> {
    /// The function, and this project's gradient. `scalar` multiplies the function's value with the seed.
    ///
    /// # Panics
    ///
    /// If they aren't the golden values.
    pub(crate) fn new(kernel: &'k K, scalar: impl Fn(K::Value) -> f64) -> Self {
        let (name, size) = kernel.name();
        if let Err(error) = kernel.check() {
            panic!("{name} {size}: {error}");
        }
        let mut comparison = Self {
            kernel,
            value: scalar(kernel.function()),
            golden: kernel.golden(),
            ways: Vec::new(),
        };
        comparison.time("the function", move || black_box(kernel).function());
        let mut tape = Tape::new();
        comparison.time("autodiff", move || black_box(kernel).gradient(&mut tape));
        comparison
    }

    /// A peer that differentiates functions of numbers.
    pub(crate) fn scalars<P: Peer + 'k>(&mut self, name: &'static str)
    where
        K: Program,
    {
        let (kernel, x) = (self.kernel, self.kernel.variables());
        let mut peer = P::new(kernel);
        self.add(name, move || peer.gradient(black_box(kernel), &x));
    }

    /// Any way to value and gradient.
    ///
    /// # Panics
    ///
    /// If the results are wrong, the first or the second time.
    pub(crate) fn add(
        &mut self,
        name: &'static str,
        mut run: impl FnMut() -> (f64, Vec<f64>) + 'k,
    ) {
        for _ in 0..2 {
            let (value, gradient) = run();
            let off = distance(&[value], &[self.value]);
            // Written so that a NaN is an error.
            let right = off <= self.golden.tolerance;
            assert!(
                right,
                "{:?}: {name}: value off by {off:e}",
                self.kernel.name()
            );
            if let Err(error) = self.golden.check_gradient(name, &gradient) {
                panic!("{:?}: {error}", self.kernel.name());
            }
        }
        self.time(name, run);
    }

    fn time<R>(&mut self, name: &'static str, mut run: impl FnMut() -> R + 'k) {
        let mut run: Box<dyn FnMut() + 'k> = Box::new(move || drop(black_box(run())));
        run();
        let once = sample(1, &mut run);
        let repeat = (SAMPLE / once).ceil() as u32;
        let seconds = f64::INFINITY;
        self.ways.push(Way {
            name,
            run,
            repeat,
            seconds,
        });
    }

    /// The shortest times of all ways, which took turns.
    #[must_use]
    pub(crate) fn measure(mut self) -> Measured {
        let start = Instant::now();
        let mut rounds = 0;
        while rounds < ROUNDS || start.elapsed() < TIME {
            for way in &mut self.ways {
                way.seconds = way.seconds.min(sample(way.repeat, &mut way.run));
            }
            rounds += 1;
        }
        let (name, size) = self.kernel.name();
        let function = self.ways[0].seconds;
        let ratio = |way: &Way| (way.name, way.seconds / function);
        Measured {
            kernel: format!("{name} {size}"),
            function,
            ratios: self.ways[1..].iter().map(ratio).collect(),
        }
    }
}

/// Seconds for one run.
fn sample(repeat: u32, run: &mut impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..repeat {
        run();
    }
    start.elapsed().as_secs_f64() / f64::from(repeat)
}
