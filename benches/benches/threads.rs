//! What several threads are worth: the least time in milliseconds on one thread and on all.
//!
//!     cargo bench -p autodiff-benches --features rayon --bench threads

use autodiff_benches::arrays::conv2d;
use autodiff_benches::parallel::{in_turn, side_by_side};
use autodiff_core::differentiable;
use autodiff_core::ops::{Pool, matmul, max_pool2d};
use ndarray::{Array, Array2, Array3, Array4, Dimension, IntoDimension};
use std::hint::black_box;
use std::time::Instant;

#[differentiable]
fn square(a: &Array2<f32>, b: &Array2<f32>) -> Array2<f32> {
    a.dot(b)
}

#[differentiable]
fn batch(a: &Array3<f32>, b: &Array3<f32>) -> Array3<f32> {
    matmul(a, b)
}

#[differentiable]
fn pooled(x: &Array4<f32>) -> Array4<f32> {
    max_pool2d(x, Pool::new(2))
}

fn main() {
    let x = waves((8, 16, 64, 64), 0.37);
    let (w, b) = (waves((32, 16, 3, 3), 0.73), waves(32, 1.1));
    let y_bar = waves((8, 32, 62, 62), 0.91);
    compare("conv2d N=8 Cin=16 Cout=32 64x64 k=3", || {
        conv2d::record(&x, &w, &b).backward(&y_bar)
    });
    let bar = waves((8, 16, 32, 32), 0.91);
    compare("max_pool2d N=8 C=16 64x64 k=2", || {
        pooled::record(&x).backward(&bar)
    });
    let (a, c) = (waves((64, 64, 64), 0.37), waves((64, 64, 64), 0.73));
    compare("matmul 64 times 64^3", || {
        batch::record(&a, &c).backward(&a)
    });
    let (a, c) = (waves((512, 512), 0.37), waves((512, 512), 0.73));
    compare("dot 512^3 (the value is ndarray's own)", || {
        square::record(&a, &c).backward(&a)
    });

    let wave = |k: usize, f: f64| (f * k as f64 + 0.1).sin();
    let waves = |count: usize, f: f64| (0..count).map(|k| wave(k, f)).collect::<Vec<f64>>();
    let points: Vec<Vec<f64>> = (0..2000)
        .map(|k| waves(10, 0.1 + 0.01 * k as f64))
        .collect();
    let (weights, means, widths) = (waves(20, 0.3), waves(200, 0.7), waves(200, 1.1));
    compare("gradient of a sum over 2000 points", || {
        side_by_side::grad(&points, &weights, &means, &widths)
    });
    compare("the same as a loop", || {
        in_turn::grad(&points, &weights, &means, &widths)
    });
}

/// Sines.
fn waves<D: IntoDimension>(shape: D, frequency: f64) -> Array<f32, D::Dim>
where
    D::Dim: Dimension,
{
    let mut k = -1.0;
    Array::from_shape_simple_fn(shape.into_dimension(), || {
        k += 1.0;
        (0.1 * (frequency * k + 0.1).sin()) as f32
    })
}

fn compare<R: Send>(name: &str, run: impl Fn() -> R + Send + Sync) {
    let all = std::thread::available_parallelism().map_or(1, Into::into);
    let pools = [1, all].map(|count| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count);
        pool.build().expect("threads can be started")
    });
    let mut least = [f64::INFINITY; 2];
    let begin = Instant::now();
    // In turns, so that what else the machine does strikes both.
    while begin.elapsed().as_secs() < 3 {
        for (pool, least) in pools.iter().zip(&mut least) {
            let time = pool.install(|| {
                let begin = Instant::now();
                drop(black_box(run()));
                begin.elapsed()
            });
            *least = least.min(time.as_secs_f64() * 1e3);
        }
    }
    let [one, several] = least;
    println!(
        "{name:42} 1: {one:8.3} ms   {all}: {several:8.3} ms   {:5.2}",
        one / several
    );
}
