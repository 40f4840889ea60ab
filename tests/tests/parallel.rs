//! Sums over independent items, forwards and backwards on several threads, against loops and finite
//! differences.

use approx::assert_relative_eq;
use autodiff_core::{Differentiable, differentiable, parallel_sum};
use ndarray::{Array1, Array2, array};
use rayon::prelude::*;

mod numbers;
use numbers::{assert_close, difference, waves};

#[differentiable]
fn looped(xs: &[f64], k: f64, w: &Array1<f64>) -> f64 {
    let q = k * k;
    let mut s = 0.0;
    for x in xs.iter() {
        s += (x * q).sin() * w[1] + w.dot(w) * x;
    }
    s * s
}

#[differentiable]
fn summed(xs: &[f64], k: f64, w: &Array1<f64>) -> f64 {
    let q = k * k;
    let s = parallel_sum(xs, |x| (x * q).sin() * w[1] + w.dot(w) * x);
    s * s
}

#[differentiable]
fn iterated(xs: &[f64], k: f64, w: &Array1<f64>) -> f64 {
    let q = k * k;
    let s: f64 = xs
        .par_iter()
        .map(|x| (x * q).sin() * w[1] + w.dot(w) * x)
        .sum();
    s * s
}

#[differentiable]
fn indexed(xs: &[f64], k: f64, w: &Array1<f64>) -> f64 {
    let q = k * k;
    let s = (0..xs.len())
        .into_par_iter()
        .map(|i| (xs[i] * q).sin() * w[1] + w.dot(w) * xs[i])
        .sum::<f64>();
    s * s
}

#[test]
fn the_forms_agree_with_a_loop() {
    let w = array![0.3, -0.8, 0.5];
    for count in [0, 1, 3, 4, 7, 33, 200, 1001] {
        let xs = waves(count);
        let expected = looped::value_and_grad(&xs, 0.7, &w);
        assert_close(&summed::value_and_grad(&xs, 0.7, &w), &expected);
        assert_close(&iterated::value_and_grad(&xs, 0.7, &w), &expected);
        assert_close(&indexed::value_and_grad(&xs, 0.7, &w), &expected);
        assert_close(&summed(&xs, 0.7, &w), &expected.0);
    }
}

#[test]
fn against_differences() {
    let (xs, w) = (waves(37), array![0.3, -0.8, 0.5]);
    let (_, k_bar, w_bar) = summed::grad(&xs, 0.7, &w);
    assert_relative_eq!(
        k_bar,
        difference(|k| summed(&xs, k, &w), 0.7),
        max_relative = 1e-6
    );
    for j in 0..3 {
        let shifted = |v: f64| {
            let mut w = w.clone();
            w[j] = v;
            summed(&xs, 0.7, &w)
        };
        assert_relative_eq!(w_bar[j], difference(shifted, w[j]), max_relative = 1e-6);
    }
}

#[differentiable]
fn energy(x: &f64) -> f64 {
    if *x < 0.0 {
        return x * x;
    }
    x.exp()
}

#[differentiable]
fn named(xs: &Vec<f64>) -> f64 {
    2.0 * parallel_sum(xs, energy)
}

#[test]
fn a_function_by_its_name() {
    let xs = waves(100);
    let expected: Vec<f64> = xs.iter().map(|x| 2.0 * energy::grad(x)).collect();
    assert_eq!(named::grad(&xs), expected);
}

#[derive(Differentiable, Clone, Debug, PartialEq)]
struct Layer {
    weights: Array2<f64>,
    bias: Vec<f64>,
}

#[derive(Differentiable, Clone, Debug, PartialEq)]
struct Sample {
    inputs: Array1<f64>,
    target: f64,
}

#[differentiable]
fn residual(layer: &Layer, sample: &Sample) -> f64 {
    let mut out = 0.0;
    let hidden = layer.weights.dot(&sample.inputs);
    for i in 0..hidden.len() {
        out += (hidden[i] + layer.bias[i]).tanh();
    }
    (out - sample.target).powi(2)
}

#[differentiable]
fn loss(layer: &Layer, samples: &[Sample], penalty: f64) -> f64 {
    let fit = parallel_sum(samples, |sample| {
        let r = residual(layer, sample);
        r * r.sqrt()
    });
    let size = parallel_sum(0..layer.bias.len(), |i: usize| {
        layer.bias[i] * layer.bias[i]
    });
    fit + penalty * size
}

#[differentiable]
fn loss_in_turn(layer: &Layer, samples: &[Sample], penalty: f64) -> f64 {
    let mut fit = 0.0;
    for sample in samples.iter() {
        let r = residual(layer, sample);
        fit += r * r.sqrt();
    }
    let mut size = 0.0;
    for i in 0..layer.bias.len() {
        size += layer.bias[i] * layer.bias[i];
    }
    fit + penalty * size
}

fn training() -> (Layer, Vec<Sample>) {
    let layer = Layer {
        weights: Array2::from_shape_fn((3, 4), |(i, j)| (1.3 * i as f64 - 0.7 * j as f64).sin()),
        bias: vec![0.1, -0.2, 0.3],
    };
    let sample = |k: usize| Sample {
        inputs: Array1::from_shape_fn(4, |j| (0.9 * k as f64 + j as f64).cos()),
        target: (k as f64).sin(),
    };
    (layer, (0..50).map(sample).collect())
}

#[test]
fn structs_as_parameters_and_as_items() {
    let (layer, samples) = training();
    let found = loss::value_and_grad(&layer, &samples, 0.5);
    let expected = loss_in_turn::value_and_grad(&layer, &samples, 0.5);
    assert_close(&found, &expected);
}

/// Inside of loops, branches and other sums; several sums that read the same.
#[differentiable]
fn nested(rows: &[Vec<f64>], k: f64) -> f64 {
    let mut scale = k;
    let mut total = 0.0;
    for _ in 0..3 {
        if scale > 0.0 {
            total += parallel_sum(rows, |row| {
                let inner = parallel_sum(row, |x| x * scale * k);
                inner * inner
            });
        }
        scale *= total.cos();
    }
    total + parallel_sum(rows, |row| row[0] * k)
}

#[differentiable]
fn nested_loops(rows: &[Vec<f64>], k: f64) -> f64 {
    let mut scale = k;
    let mut total = 0.0;
    for _ in 0..3 {
        if scale > 0.0 {
            for row in rows.iter() {
                let mut inner = 0.0;
                for x in row.iter() {
                    inner += x * scale * k;
                }
                total += inner * inner;
            }
        }
        scale *= total.cos();
    }
    for row in rows.iter() {
        total += row[0] * k;
    }
    total
}

#[test]
fn nested_in_all_the_rest() {
    let rows: Vec<Vec<f64>> = (0..9).map(|k| waves(3 + k)).collect();
    let found = nested::value_and_grad(&rows, 0.4);
    assert_close(&found, &nested_loops::value_and_grad(&rows, 0.4));
    let k_bar = found.1.1;
    let differences = difference(|k| nested(&rows, k), 0.4);
    assert_relative_eq!(k_bar, differences, max_relative = 1e-6);
}

/// Views, a closure that is a block with a loop and an early end, and what is found before the sum.
#[differentiable]
fn rows_of(a: &Array2<f64>, v: &[f64; 3]) -> f64 {
    let scaled = a * 2.0;
    let last = scaled.row(a.nrows() - 1);
    parallel_sum(0..a.nrows(), |i: usize| {
        let row = scaled.row(i);
        let mut s = 1.0;
        for j in 0..3 {
            if row[j] < -1.5 {
                break;
            }
            s *= row[j] + v[j];
        }
        s + last[0]
    })
}

#[test]
fn views_and_early_ends() {
    let a = Array2::from_shape_fn((21, 3), |(i, j)| (0.37 * (3 * i + j) as f64).sin());
    let v = [0.3, 0.6, -0.2];
    let (a_bar, v_bar) = rows_of::grad(&a, &v);
    for place in [[0, 0], [7, 2], [20, 0], [20, 2]] {
        let shifted = |x: f64| {
            let mut a = a.clone();
            a[place] = x;
            rows_of(&a, &v)
        };
        let expected = difference(shifted, a[place]);
        assert_relative_eq!(a_bar[place], expected, max_relative = 1e-5, epsilon = 1e-8);
    }
    for j in 0..3 {
        let shifted = |x: f64| {
            let mut v = v;
            v[j] = x;
            rows_of(&a, &v)
        };
        assert_relative_eq!(v_bar[j], difference(shifted, v[j]), max_relative = 1e-5);
    }
}

#[differentiable(wrt(k))]
fn only_k(xs: &[f64], k: f64) -> f64 {
    xs.par_iter().map(|&x| (k * x).exp()).sum::<f64>()
}

#[differentiable]
fn single(xs: &[f32], k: f32) -> f32 {
    parallel_sum(xs, |x| (x * k).tanh())
}

#[test]
fn constants_and_single_precision() {
    let xs = waves(64);
    let expected: f64 = xs.iter().map(|x| x * (0.7 * x).exp()).sum();
    assert_relative_eq!(only_k::grad(&xs, 0.7), expected, max_relative = 1e-12);

    let xs: Vec<f32> = xs.iter().map(|x| *x as f32).collect();
    let (xs_bar, k_bar) = single::grad(&xs, 0.5);
    let slope = |x: &f32| 1.0 - (0.5 * x).tanh().powi(2);
    let expected: f32 = xs.iter().map(|x| x * slope(x)).sum();
    assert_relative_eq!(k_bar, expected, max_relative = 1e-5);
    assert_relative_eq!(xs_bar[3], 0.5 * slope(&xs[3]), max_relative = 1e-5);
}

#[differentiable]
fn failing(xs: &[f64], k: f64) -> f64 {
    parallel_sum(xs, |x| {
        assert!(*x < 5.0, "an item of {x}");
        x * k
    })
}

#[test]
fn a_panic_of_an_item_arrives() {
    let mut xs = waves(100);
    xs[70] = 6.0;
    let caught = std::panic::catch_unwind(|| failing::grad(&xs, 1.0)).unwrap_err();
    assert_eq!(caught.downcast_ref::<String>().unwrap(), "an item of 6");
    // The same threads go on.
    xs[70] = 1.0;
    assert_eq!(failing::grad(&xs, 2.0).0, vec![2.0; 100]);
}

#[test]
fn a_tape_can_be_used_again() {
    let (xs, w) = (waves(50), array![0.3, -0.8, 0.5]);
    let mut tape = autodiff_core::Tape::new();
    let expected = summed::grad(&xs, 0.7, &w);
    for _ in 0..3 {
        let run = summed::record_in(&mut tape, &xs, 0.7, &w);
        assert_eq!(run.backward(1.0), expected);
    }
    assert!(tape.is_empty());
}

/// On any number of threads the same, to the last bit.
#[test]
fn deterministic() {
    let (layer, samples) = training();
    let (xs, w) = (waves(10_000), array![0.3, -0.8, 0.5]);
    let all = || {
        (
            loss::value_and_grad(&layer, &samples, 0.5),
            summed::value_and_grad(&xs, 0.7, &w),
        )
    };
    let expected = all();
    for threads in [1, 2, 3, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        assert_eq!(pool.build().unwrap().install(all), expected);
    }
}
