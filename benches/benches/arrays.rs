//! Functions of arrays, forward and backward, in both precisions and on one thread: the least time in
//! milliseconds, and its ratio to that of a product of 1024×1024 matrices in the same run.
//!
//! `arrays_reference.py` prints the same for torch and jax. An argument chooses cases by a part of
//! their name.
//!
//! Results are new arrays. Where the system's allocator gives large ones back at once, half of a
//! convolution's time may be the system's, for pages it clears; glibc keeps them with
//! `MALLOC_MMAP_THRESHOLD_=1000000000 MALLOC_TRIM_THRESHOLD_=2000000000` in the environment.

use autodiff_benches::arrays::{conv1d, conv2d, cross_entropy, doubling, elementwise, mlp};
use autodiff_core::Scalar;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array, Array1, Array2, Dimension, IntoDimension};
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    both::<f32>("f32");
    both::<f64>("f64");
}

fn both<T: Scalar>(precision: &str) {
    let mut bench = Bench {
        precision,
        matmul: f64::NAN,
        wanted: std::env::args().skip(1).find(|a| !a.starts_with("--")),
    };
    let (a, b) = (waves::<T, _>((1024, 1024), 0.37), waves((1024, 1024), 0.73));
    let mut c = Array2::<T>::zeros((1024, 1024));
    let one = T::from_f64(1.0);
    bench.matmul = least(|| general_mat_mul(one, &a, &b, T::from_f64(0.0), black_box(&mut c)));
    bench.print("matmul 1024^3", bench.matmul);

    let labels = Array1::from_shape_fn(1024, |k| k % 1000);
    let digits = Array1::from_shape_fn(64, |k| k % 10);
    let x = waves::<T, _>((64, 784), 0.37);
    let (v, b) = (waves((784, 256), 0.73), waves(256, 1.1));
    let (w, c) = (waves((256, 10), 0.91), waves(10, 1.3));
    bench.run("MLP 784-256-10, batch 64", || {
        mlp::value_and_grad(&x, &v, &b, &w, &c, &digits)
    });

    let x = waves::<T, _>((8, 16, 1024), 0.37);
    let (w, b) = (waves((32, 16, 5), 0.73), waves(32, 1.1));
    let y_bar = waves((8, 32, 1020), 0.91);
    bench.run("conv1d N=8 Cin=16 Cout=32 L=1024 k=5", || {
        conv1d::record(&x, &w, &b).backward(&y_bar)
    });

    let x = waves::<T, _>((8, 16, 64, 64), 0.37);
    let (w, b) = (waves((32, 16, 3, 3), 0.73), waves(32, 1.1));
    let y_bar = waves((8, 32, 62, 62), 0.91);
    bench.run("conv2d N=8 Cin=16 Cout=32 64x64 k=3", || {
        conv2d::record(&x, &w, &b).backward(&y_bar)
    });

    let x = waves::<T, _>(1_000_000, 0.37);
    bench.run("sum(tanh(2x+1) exp(-x)), n=10^6", || {
        elementwise::value_and_grad(&x)
    });

    let x = waves::<T, _>((1024, 1000), 0.37);
    bench.run("softmax cross-entropy 1024x1000", || {
        cross_entropy::value_and_grad(&x, &labels)
    });

    let x = Array1::from_vec([0.3, -0.7, 1.9].map(T::from_f64).to_vec());
    bench.run("doubling loop, 9 doublings", || {
        doubling::record(&x).backward(&x)
    });
}

/// Sines.
fn waves<T: Scalar, D: IntoDimension>(shape: D, frequency: f64) -> Array<T, D::Dim>
where
    D::Dim: Dimension,
{
    let mut k = -1.0;
    Array::from_shape_simple_fn(shape.into_dimension(), || {
        k += 1.0;
        T::from_f64(0.1 * (frequency * k + 0.1).sin())
    })
}

struct Bench<'a> {
    precision: &'a str,
    matmul: f64,
    wanted: Option<String>,
}

impl Bench<'_> {
    fn run<R>(&self, name: &str, mut run: impl FnMut() -> R) {
        if self.wanted.as_ref().is_none_or(|w| name.contains(w)) {
            self.print(name, least(|| drop(black_box(run()))));
        }
    }

    fn print(&self, name: &str, ms: f64) {
        let ratio = ms / self.matmul;
        let precision = self.precision;
        println!("ours   {precision:8} {name:46} {ms:9.4} ms {ratio:8.4}");
    }
}

/// The least time of `run`, in milliseconds, after a first run that doesn't count.
fn least(mut run: impl FnMut()) -> f64 {
    run();
    let mut least = Duration::MAX;
    let begin = Instant::now();
    let mut runs = 0;
    while begin.elapsed() < Duration::from_millis(1500) || runs < 5 {
        let begin = Instant::now();
        run();
        least = least.min(begin.elapsed());
        runs += 1;
    }
    least.as_secs_f64() * 1e3
}
