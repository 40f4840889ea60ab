//! Loops whose reverse becomes vector code although they branch: the ways that branches went are
//! columns, elements that only some trips reach aren't cut to windows. Lengths go from none to past
//! two stretches of trips.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Scalar, Tape, differentiable};
use autodiff_tests::differences::compare;
use autodiff_tests::{check, twin};

/// The reverse of most trips is empty.
#[twin]
#[differentiable]
fn maximum(x: &[f64]) -> f64 {
    let mut top = x[0];
    for v in x {
        if *v > top {
            top = *v;
        }
    }
    top * x[0]
}

#[twin]
#[differentiable]
fn clamped(x: &[f64], lowest: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let v = if x[i] < lowest {
            lowest * x[i].exp()
        } else if x[i] > 1.0 {
            1.0 + x[i].sin()
        } else {
            x[i]
        };
        sum += v * v;
    }
    sum
}

/// The shorter slice ends before the loop does.
#[twin]
#[differentiable]
fn some_have_weights(x: &[f64], w: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let y = x[i] * x[i];
        if i < w.len() && w[i] > 0.0 {
            sum += y * w[i];
        } else {
            sum -= y;
        }
    }
    sum
}

/// What is added up goes on from trip to trip, and is set back now and then.
#[twin]
#[differentiable]
fn decaying(x: &[f64], rate: f64) -> f64 {
    let mut level = 1.0;
    let mut total = 0.0;
    for i in 0..x.len() {
        level = level * rate + x[i];
        if level > 1.5 {
            total += level * level;
            level = 0.1 * x[i];
        }
        total += level.sin();
    }
    total
}

/// A running index goes up in some trips only.
#[twin]
#[differentiable]
fn packed_where_positive(x: &[f64], out: &mut [f64]) -> f64 {
    let mut next = 0;
    let mut sum = 0.0;
    for i in 0..x.len() {
        let y = x[i] * x[i] * x[i];
        if y > 0.1 {
            out[next] = y * out[next];
            next += 1;
        }
    }
    for i in 0..next {
        sum += out[i] * out[i];
    }
    sum
}

/// Branches in branches, and a `match`.
#[twin]
#[differentiable]
fn nested(x: &[f64], kinds: &[u8]) -> f64 {
    let mut sum = 0.0;
    for (v, kind) in x.iter().zip(kinds) {
        let mut y = *v;
        match *kind {
            0 => y = y.exp(),
            1 => {
                if y > 0.5 {
                    y *= y.cos();
                } else {
                    y *= y;
                }
            }
            _ => {}
        }
        sum += y * v.sin();
    }
    sum
}

#[twin]
#[differentiable]
fn signs_in_place(x: &mut [f64], w: &[f64]) {
    for (v, w) in x.iter_mut().zip(w) {
        if *v < 0.0 {
            *v = *v * *v * *w;
        } else if *v > 1.2 {
            *v /= 1.0 + w * w;
        }
    }
}

/// Backwards, and every second element.
#[twin]
#[differentiable]
fn turned(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (i, v) in x.iter().rev().step_by(2).enumerate() {
        if i % 3 != 1 {
            sum = sum * 0.5 + v.exp() * i as f64;
        }
    }
    sum
}

fn numbers(n: usize) -> Vec<f64> {
    (0..n).map(|i| 0.3 + (1.7 * i as f64).sin()).collect()
}

#[test]
fn of_all_lengths() {
    for n in (0..10).chain([15, 16, 17, 63, 64, 65, 130]) {
        let x = numbers(n);
        let w: Vec<f64> = x.iter().map(|x| x * x - 0.4).collect();
        let short = numbers(n / 2);
        let kinds: Vec<u8> = (0..n).map(|i| (i * i % 3) as u8).collect();
        check!(clamped(&x, lowest); x = x.clone(), lowest = -0.1);
        check!(some_have_weights(&x, &w); x = x.clone(), w = short.clone());
        check!(decaying(&x, rate); x = x.clone(), rate = 0.8);
        check!(packed_where_positive(&x, &mut w); x = x.clone(), w = w.clone(); value, left w);
        check!(nested(&x, &kinds); x = x.clone(), kinds = kinds.clone());
        check!(signs_in_place(&mut x, &w); x = x.clone(), w = w.clone(); left x);
        check!(turned(&x); x = x.clone());
        if n > 0 {
            check!(maximum(&x); x = x.clone());
        }
    }
}

/// Numbers of any type have no columns, their branches do.
#[differentiable]
fn generic<T: Scalar>(x: &[T], w: T) -> T {
    let mut sum = w;
    for i in 0..x.len() {
        if i % 3 == 0 {
            sum += x[i] * w;
        }
        if i % 2 == 0 {
            sum += x[i] * x[i];
        }
    }
    sum
}

/// In single precision.
#[differentiable]
fn single(x: &[f32]) -> f32 {
    let mut sum = 0.0;
    for v in x {
        if *v > 0.2 {
            sum += v.exp();
        }
    }
    sum
}

#[test]
fn of_other_types() {
    let x = numbers(21);
    let single_x: Vec<f32> = x.iter().map(|v| *v as f32).collect();
    let (x_bar, w_bar) = generic::grad(&x, 0.7);
    compare(|x: Vec<f64>| generic(&x, 0.7), &x, &x_bar);
    let of_w: f64 = x.iter().step_by(3).sum();
    assert!((w_bar - 1.0 - of_w).abs() < 1e-12);
    let (narrow, _) = generic::grad(&single_x, 0.7);
    for (wide, narrow) in x_bar.iter().zip(&narrow) {
        assert!((wide - f64::from(*narrow)).abs() < 1e-5, "{wide} {narrow}");
    }
    for (x, bar) in single_x.iter().zip(single::grad(&single_x)) {
        let expected = if *x > 0.2 { x.exp() } else { 0.0 };
        assert!((bar - expected).abs() < 1e-5, "{bar} {expected}");
    }
}

/// A byte for each trip, and no more.
#[test]
fn a_choice_takes_a_byte() {
    let bytes = |n| {
        let mut tape = Tape::new();
        let x = numbers(n);
        maximum::record_in(&mut tape, &x).backward(1.0);
        assert!(tape.is_empty());
        tape.peak_bytes()
    };
    assert_eq!(bytes(1001) - bytes(1), 1000);
}
