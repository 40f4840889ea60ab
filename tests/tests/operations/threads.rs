//! Operations that share out their work give the same on any number of threads, to the last bit, and
//! what they give on one thread.

use autodiff_core::differentiable;
use autodiff_core::ops::{
    Conv, ConvTranspose, NoBias, Pool, avg_pool2d, conv_transpose2d, conv2d, matmul, max_pool2d,
};
use ndarray::{Array, Array2, Array3, Array4, Dimension, IntoDimension};

fn waves<D: IntoDimension>(shape: D, frequency: f64) -> Array<f64, D::Dim>
where
    D::Dim: Dimension,
{
    let mut k = 0.0;
    Array::from_shape_simple_fn(shape.into_dimension(), || {
        k += 1.0;
        (frequency * k).sin()
    })
}

#[differentiable]
fn network(x: &Array4<f64>, v: &Array4<f64>, w: &Array4<f64>, u: &Array4<f64>) -> f64 {
    let direct = conv2d(x, v, NoBias, Conv::new().padding(1).groups(2));
    let pooled = max_pool2d(&direct, Pool::new(2));
    let strided = conv2d(&pooled, w, NoBias, Conv::new().stride(2));
    let wide = conv_transpose2d(&strided, u, NoBias, ConvTranspose::new().stride(2));
    let means = avg_pool2d(&wide, Pool::new(3).padding(1));
    (&means * &means).sum()
}

#[differentiable]
fn products(a: &Array2<f64>, b: &Array2<f64>, many: &Array3<f64>, one: &Array3<f64>) -> f64 {
    let c = a.dot(b);
    let d = matmul(many, one);
    (&c * &c).sum() + (&d * &d).sum()
}

fn with_threads<R: Send>(count: usize, run: impl FnOnce() -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count);
    pool.build().unwrap().install(run)
}

#[test]
fn convolutions_and_pooling() {
    // An odd number of samples, so that the last chunk is smaller.
    let x = waves((23, 4, 30, 31), 0.37);
    let v = waves((6, 2, 3, 3), 0.73);
    let w = waves((5, 6, 2, 3), 1.1);
    let u = waves((5, 3, 2, 2), 0.91);
    let run = || network::value_and_grad(&x, &v, &w, &u);
    let expected = with_threads(1, run);
    for threads in [2, 3, 4] {
        assert_eq!(with_threads(threads, run), expected);
    }
}

#[test]
fn products_of_matrices() {
    for shape in [[300, 80, 150], [70, 90, 500]] {
        let [n, k, m] = shape;
        let (a, b) = (waves((n, k), 0.37), waves((k, m), 0.73));
        let (many, one) = (waves((40, 20, 30), 0.37), waves((1, 30, 50), 0.73));
        let same = waves((40, 30, 20), 0.73);
        for other in [&one, &same] {
            let run = || products::value_and_grad(&a, &b, &many, other);
            let expected = with_threads(1, run);
            for threads in [2, 3, 4] {
                assert_eq!(with_threads(threads, run), expected);
            }
        }
        // Against the formulas, one element at a time.
        let (a_bar, b_bar, _, _) = products::grad(&a, &b, &many, &same);
        let c_bar = 2.0 * a.dot(&b);
        for place in [[0, 0], [n - 1, k - 1], [n / 2, 3]] {
            let expected = c_bar.row(place[0]).dot(&b.row(place[1]));
            assert!((a_bar[place] - expected).abs() < 1e-9 * (1.0 + expected.abs()));
        }
        for place in [[0, 0], [k - 1, m - 1], [5, m / 2]] {
            let expected = c_bar.column(place[1]).dot(&a.column(place[0]));
            assert!((b_bar[place] - expected).abs() < 1e-9 * (1.0 + expected.abs()));
        }
    }
}
