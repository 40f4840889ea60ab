//! Loops whose trips add to several elements of one container that move along: stencils. Their
//! cotangents are scattered chunk by chunk; lengths go from no trip to past two chunks.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::differentiable;
use autodiff_tests::differences::compare;
use autodiff_tests::{check, twin};

/// `n` different numbers.
fn numbers(n: usize) -> Vec<f64> {
    (0..n).map(|i| 0.3 + (1.7 * i as f64).sin() * 0.6).collect()
}

#[twin]
#[differentiable]
fn three_points(x: &[f64], w: &[f64]) -> f64 {
    let mut y = vec![0.0; x.len()];
    for i in 1..x.len() - 1 {
        y[i] = w[i - 1] * (x[i - 1] - x[i]).sin() + w[i] * x[i + 1] * x[i];
    }
    let mut sum = 0.0;
    for v in &y {
        sum += v * v;
    }
    sum
}

/// Only one of them is wanted.
#[differentiable(wrt(w))]
fn weights_alone(x: &[f64], w: &[f64]) -> f64 {
    three_points(x, w)
}

/// What a loop sums up, beside one element of the same container that all trips read.
#[twin]
#[differentiable]
fn beside_sums(x: &[f64], n: usize) -> f64 {
    let mut sum = x[0];
    for i in 0..n {
        sum += x[i] * x[i + 2] * x[1] + x[i + 1].exp();
    }
    sum
}

/// Which elements a trip reads depends on the trip; those that each reads are scattered.
#[twin]
#[differentiable]
fn upwind(u: &[f64], c: f64) -> f64 {
    let mut next = u.to_vec();
    for i in 1..u.len() - 1 {
        let slope = if u[i] > c {
            u[i] - u[i - 1]
        } else {
            u[i + 1] - u[i]
        };
        next[i] = u[i] - 0.3 * u[i] * slope;
    }
    let mut sum = 0.0;
    for i in 1..next.len() {
        sum += next[i] * next[i - 1];
    }
    sum
}

/// By a running index and by the loop's own.
#[twin]
#[differentiable]
fn two_indices(x: &[f64], start: usize) -> f64 {
    let mut at = start;
    let mut sum = 0.0;
    for i in start..x.len() {
        sum += x[i - start] * x[at] * (i + 1) as f64;
        at += 1;
    }
    sum
}

/// Heat in a plate, in rows that lie side by side, step by step.
#[twin]
#[differentiable]
fn plate(start: &[f64], rows: usize, columns: usize, steps: usize, rate: f64) -> f64 {
    let mut u = start.to_vec();
    let mut new = u.clone();
    for _ in 0..steps {
        for r in 1..rows - 1 {
            for c in 1..columns - 1 {
                let here = u[r * columns + c];
                new[r * columns + c] = here
                    + rate
                        * (u[(r - 1) * columns + c]
                            + u[(r + 1) * columns + c]
                            + u[r * columns + c - 1]
                            + u[r * columns + c + 1]
                            - 4.0 * here * here);
            }
        }
        std::mem::swap(&mut u, &mut new);
    }
    let mut sum = 0.0;
    for v in u {
        sum += v * v * v;
    }
    sum
}

/// A part of a slice, of which the neighbours are parts again; and an array.
#[twin]
#[differentiable]
fn parts(x: &[f64], from: usize) -> f64 {
    let part = &x[from..];
    let mut weights = [0.0; 12];
    for i in 0..12 {
        weights[i] = x[i];
    }
    let mut sum = 0.0;
    for i in 0..part.len().min(11) {
        sum += part[i] * weights[i + 1] / (1.0 + weights[i] * weights[i]);
    }
    sum
}

/// Neighbours by references to them.
#[twin]
#[differentiable]
fn by_iterators(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, b) in x.iter().zip(x.iter().skip(1)) {
        sum += a * b.sin();
    }
    let steps: f64 = x.windows(2).map(|w| (w[1] - w[0]) * (w[1] - w[0])).sum();
    sum + steps
}

/// Elements of two containers that are one.
#[twin]
#[differentiable]
fn overlapping(x: &[f64], n: usize) -> f64 {
    let tail = &x[1..];
    let mut sum = 0.0;
    for i in 0..n {
        sum += x[i] * tail[i] * x[i + 1];
    }
    sum
}

#[test]
fn of_all_lengths() {
    for n in 2..28 {
        let (x, w) = (numbers(n), numbers(n + 3)[3..].to_vec());
        check!(three_points(&x, &w); x = x.clone(), w = w.clone());
        compare(
            |w: Vec<f64>| weights_alone(&x, &w),
            &w,
            &weights_alone::grad(&x, &w),
        );
        check!(by_iterators(&x); x = x.clone());
        check!(upwind(&u, c); u = x.clone(), c = 0.2);
        for start in [0, 1, n] {
            check!(two_indices(&x, start); x = x.clone(), start = start);
        }
    }
    for n in [0, 1, 7, 8, 9, 15, 16, 17, 25] {
        check!(beside_sums(&x, n); x = numbers(n + 2), n = n);
        check!(overlapping(&x, n); x = numbers(n + 2), n = n);
        check!(parts(&x, n); x = numbers(n + 12), n = n);
    }
    for columns in [3, 7, 10, 11, 19] {
        check!(
            plate(&u, rows, columns, steps, rate);
            u = numbers(5 * columns), rows = 5usize, columns = columns, steps = 3usize, rate = 0.1
        );
    }
}

#[test]
fn missing_numbers_spread_no_further_than_in_the_function() {
    let mut x = numbers(20);
    x[9] = f64::NAN;
    let (by_x, _) = three_points::grad(&x, &numbers(20));
    for (i, slope) in by_x.iter().enumerate() {
        assert_eq!(slope.is_nan(), (7..=11).contains(&i), "{i}: {slope}");
    }
}
