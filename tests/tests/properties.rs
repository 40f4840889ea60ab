//! Programs over random inputs, shapes and trip counts. Inputs may fall on either side of a branch
//! within a difference quotient, so most of these are compared with their twins alone.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Tape, differentiable};
use autodiff_tests::{check, rounded, twin};
use ndarray::{Array1, Array2, Array3, Axis};
use proptest::collection::vec;
use proptest::prelude::*;

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![6 => -2.0..2.0, 1 => Just(0.0), 1 => Just(1.0), 1 => -1e3..1e3]
}

fn matrix(rows: usize, columns: usize) -> impl Strategy<Value = Array2<f64>> {
    vec(-2.0..2.0, rows * columns)
        .prop_map(move |v| Array2::from_shape_vec((rows, columns), v).unwrap())
}

#[twin]
#[differentiable]
fn branching(x: f64, y: f64, n: i32) -> f64 {
    let mut s = x;
    for i in 0..n {
        s = match i % 4 {
            0 if s > y => s * 0.5,
            0 => s + y * x,
            1 => (s * y).sin(),
            2 => {
                if s < 0.0 {
                    continue;
                }
                s.max(y).min(3.0)
            }
            _ => s.tanh() - y,
        };
        if s.abs() > 50.0 {
            return s * x;
        }
    }
    s * y
}

#[twin]
#[differentiable]
fn walk(x: &[f64], steps: usize) -> f64 {
    let mut at = 0;
    let mut s = 1.0;
    let mut seen = vec![0.0; x.len()];
    for k in 0..steps {
        let v = x[at];
        seen[at] = seen[at] * 0.5 + v * s;
        if v > 0.0 {
            at = (at + 1) % x.len();
        } else {
            at = (at * 2 + k) % x.len();
            s = (s + v).sin();
        }
        s += seen[at] * 0.1;
    }
    s
}

#[twin]
#[differentiable]
fn while_sorted(x: &[f64]) -> Vec<f64> {
    let mut y = x.to_vec();
    let n = y.len();
    let mut swapped = true;
    while swapped {
        swapped = false;
        for i in 1..n {
            if y[i - 1] > y[i] {
                let t = y[i - 1];
                y[i - 1] = y[i];
                y[i] = t;
                swapped = true;
            }
        }
    }
    for i in 0..n {
        y[i] *= i as f64;
    }
    y
}

#[twin]
#[differentiable]
fn clipped(x: &[f64], low: f64, high: f64) -> f64 {
    let mut s = 0.0;
    for v in x {
        s += v.clamp(low, high) * v + v.max(low) * v.min(high) + v.abs();
    }
    s
}

#[twin]
#[differentiable]
fn log_sum_exp(x: &[f64]) -> f64 {
    let mut top = f64::NEG_INFINITY;
    for v in x {
        top = top.max(*v);
    }
    let mut s = 0.0;
    for v in x {
        s += (v - top).exp();
    }
    top + s.ln()
}

#[twin]
#[differentiable]
fn ragged(x: &[Vec<f64>], w: f64) -> Vec<Vec<f64>> {
    let mut y = x.to_vec();
    for i in 0..y.len() {
        for j in 0..y[i].len() {
            y[i][j] = y[i][j] * w;
            if j > 0 {
                y[i][j] += y[i][j - 1] * y[i][j];
            }
        }
        if i > 0 && !y[i].is_empty() && !y[i - 1].is_empty() {
            y[i][0] *= y[i - 1][0];
        }
    }
    y
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn scalars(x in number(), y in number(), n in 0..12_i32) {
        check!(kink branching(x, y, n); x = x, y = y, n = n);
    }

    #[test]
    fn walks(x in vec(number(), 1..7), n in 0..12_usize) {
        check!(kink walk(&x, n); x = x, n = n);
    }

    #[test]
    fn sorting(x in vec(number(), 0..7)) {
        check!(kink while_sorted(&x); x = x; vector);
    }

    #[test]
    fn clipping(x in vec(number(), 0..7), low in -1.0..0.0, width in 0.0..2.0) {
        check!(kink clipped(&x, low, high); x = x, low = low, high = low + width);
    }

    #[test]
    fn softened(x in vec(-5.0..5.0, 1..9)) {
        check!(log_sum_exp(&x); x = x);
    }

    #[test]
    fn ragged_rows(x in vec(vec(-2.0..2.0, 0..4), 0..4), w in -2.0..2.0) {
        check!(ragged(&x, w); x = x, w = w; vector);
    }
}

#[twin]
#[differentiable]
fn network(w: &[Array2<f64>], b: &[Array1<f64>], x: &Array1<f64>) -> f64 {
    let mut h = x.clone();
    for (w, b) in w.iter().zip(b) {
        let z = w.dot(&h) + b;
        h = z.mapv(|v| v.tanh());
    }
    h.dot(&h)
}

#[twin]
#[differentiable]
fn normalised(m: &Array2<f64>, row: &Array1<f64>) -> Array2<f64> {
    let centred = m - &m.mean_axis(Axis(0)).unwrap();
    let scale = (&centred * &centred).sum_axis(Axis(0)) + 0.5;
    centred / scale * row
}

#[twin]
#[differentiable]
fn contracted(t: &Array3<f64>, m: &Array2<f64>, steps: usize) -> Array2<f64> {
    let mut a = m.clone();
    for k in 0..steps {
        let page = t.index_axis(Axis(0), k % t.shape()[0]);
        let b = page.dot(&a);
        a = if k % 2 == 0 { b } else { b * 0.5 + m };
    }
    a
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn layers((w, b, x) in (1..4_usize, 1..4_usize).prop_flat_map(|(n, depth)| {
        (vec(matrix(n, n), depth), vec(vec(-1.0..1.0, n).prop_map(Array1::from), depth), vec(-1.0..1.0, n).prop_map(Array1::from))
    })) {
        rounded(|| check!(network(&w, &b, &x); w = w, b = b, x = x));
    }

    #[test]
    fn normalising((m, row) in (1..4_usize, 1..4_usize).prop_flat_map(|(i, j)| {
        (matrix(i, j), vec(-1.0..1.0, j).prop_map(Array1::from))
    })) {
        check!(normalised(&m, &row); m = m, row = row; vector);
    }

    #[test]
    fn contractions((t, m) in (1..4_usize, 1..3_usize, 1..4_usize).prop_flat_map(|(n, pages, j)| {
        let pages = vec(-1.0..1.0, pages * n * n)
            .prop_map(move |v| Array3::from_shape_vec((pages, n, n), v).unwrap());
        (pages, matrix(n, j))
    }), steps in 0..5_usize) {
        check!(contracted(&t, &m, n); t = t, m = m, n = steps; vector);
    }
}

#[twin]
#[differentiable]
fn smooth(x: &mut [f64], w: f64) {
    for i in 1..x.len() {
        let t = x[i - 1] * w;
        x[i] = x[i] * (1.0 - w) + t;
    }
    x.swap(0, 0);
}

#[twin(calls(smooth))]
#[differentiable]
fn smoothed(x: &[f64], w: &[f64]) -> f64 {
    let mut y = x.to_vec();
    let mut s = 0.0;
    for v in w {
        let from = if *v > 0.0 { 0 } else { y.len() / 2 };
        smooth(&mut y[from..], *v);
        s += y[y.len() - 1] * s + y[from];
    }
    s
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn smoothing(x in vec(-2.0..2.0, 1..6), w in vec(-1.0..1.0, 0..5)) {
        check!(kink smoothed(&x, &w); x = x.clone(), w = w);
        check!(smooth(&mut x, w); x = x, w = 0.3; left x);
    }

    /// One tape for calls of many sizes gives what fresh tapes give.
    #[test]
    fn one_tape(calls in vec((vec(-1.0..1.0, 1..9), 0..9_usize), 1..6)) {
        let mut tape = Tape::new();
        for (x, n) in calls {
            let expected = walk::grad(&x, n);
            let run = walk::record_in(&mut tape, &x, n);
            let bytes = run.tape().bytes();
            prop_assert_eq!(run.backward(1.0), expected);
            prop_assert!(tape.is_empty() && tape.peak_bytes() >= bytes);
        }
    }
}
