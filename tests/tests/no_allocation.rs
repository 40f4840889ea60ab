//! What allocates nothing: gradients of straight-line scalar functions, and recordings on a tape
//! that has been used before.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

#[path = "../src/counting.rs"]
mod counting;

use autodiff_core::{Differentiable, Tape, differentiable};
use counting::{Counting, allocations};
use ndarray::Array1;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn allocations_are_counted() {
    assert_eq!(allocations(|| vec![1.0; 3]), 1);
    assert_eq!(allocations(|| ()), 0);
}

#[differentiable]
fn straight(x: f64, y: f64) -> f64 {
    let a = x * y + 2.0 * x;
    let b = a / y - x.sin();
    let c = (a * b).tanh().max(0.1);
    c.powi(3) + b.exp().hypot(y)
}

#[differentiable]
fn straight_f32(x: f32) -> f32 {
    let a = x * x + 1.0;
    a.ln() * x.cos()
}

#[differentiable]
fn assigned(x: f64) -> f64 {
    let mut a = x.sin();
    a *= x;
    a += 2.0;
    a = a * a;
    a - x
}

#[test]
fn straight_lines() {
    assert_eq!(allocations(|| straight::value_and_grad(0.3, 1.2)), 0);
    assert_eq!(allocations(|| straight::grad(0.3, 1.2)), 0);
    assert_eq!(allocations(|| straight_f32::value_and_grad(0.3)), 0);
    assert_eq!(allocations(|| assigned::value_and_grad(0.3)), 0);
}

#[test]
fn recordings_of_straight_lines() {
    assert_eq!(allocations(|| straight::record(0.3, 1.2).backward(1.0)), 0);
    assert_eq!(
        allocations(|| assigned::record(0.3).backward_each([1.0, 2.0])),
        0
    );
    let mut tape = Tape::new();
    assert_eq!(
        allocations(|| straight_f32::record_in(&mut tape, 0.3).backward(1.0)),
        0
    );
    assert_eq!(tape.bytes(), 0);
}

#[differentiable]
fn looping(x: f64, n: usize) -> f64 {
    let mut a = x;
    for i in 0..n {
        if a > 1.0 {
            a = a.sqrt() - x;
        } else {
            a = a * a + x * i as f64;
        }
    }
    a
}

#[test]
fn used_tape() {
    let mut tape = Tape::new();
    let first = looping::record_in(&mut tape, 0.7, 20).backward(1.0);
    let again = allocations(|| {
        let second = looping::record_in(&mut tape, 0.7, 20).backward(1.0);
        assert_eq!(first, second);
    });
    assert_eq!(again, 0);
}

/// With a tape that has been used the reverse sweep makes as many allocations as its results have, and
/// the forward sweep as many as the function, plus a copy of the value.
macro_rules! second_call {
    ($f:ident($($x:expr),+), $seed:expr, $results:expr) => {{
        let mut tape = Tape::new();
        let expected = $f::record($($x),+).backward($seed);
        // Two, since the first one finds nothing in the pool.
        for _ in 0..2 {
            assert_eq!($f::record_in(&mut tape, $($x),+).backward($seed), expected);
        }
        let (function, mut run) = (allocations(|| $f($($x),+)), None);
        let forward = allocations(|| run = Some($f::record_in(&mut tape, $($x),+)));
        let run = run.unwrap();
        let value = allocations(|| run.value().clone());
        assert!(forward <= function + value, "{forward} of {function} and {value}");
        let (results, mut found) = (allocations(|| expected.clone()), None);
        assert_eq!(allocations(|| found = Some(run.backward($seed))), results);
        assert_eq!(found, Some(expected));
        assert_eq!(results, $results);
        tape
    }};
}

#[differentiable]
fn rooms(x: &[f64], n: usize) -> f64 {
    let mut s = 0.0;
    for i in 0..n {
        let mut squares = vec![0.0; x.len() + i % 3];
        for j in 0..x.len() {
            squares[j + i % 3] = x[j] * x[j] * s;
        }
        s = s.sin() + squares.iter().sum::<f64>() + x[i % x.len()];
    }
    s
}

#[test]
fn vectors_of_each_iteration() {
    let x: Vec<f64> = (0..50).map(|k| 0.1 + 0.01 * f64::from(k)).collect();
    let mut tape = second_call!(rooms(&x, 30), 1.0, 1);
    tape.shrink_to_fit();
    let run = rooms::record_in(&mut tape, &x, 30);
    let after = allocations(|| run.backward(1.0));
    assert!(after > 1, "what was kept has been freed");
}

#[differentiable]
fn smoothed(x: &Vec<f32>, w: f32) -> Vec<f32> {
    let mut y = x.clone();
    for i in 1..y.len() {
        y[i] = w * y[i] + (1.0 - w) * y[i - 1];
    }
    let z = y.clone();
    z
}

#[test]
fn seeds_and_copies() {
    let x = vec![1.0_f32; 100];
    second_call!(smoothed(&x, 0.3), &x, 1);
}

#[differentiable]
fn rescaled(x: &Array1<f64>, w: &Array1<f64>) -> Array1<f64> {
    let mut y = x * w;
    for _ in 0..10 {
        y = &y * 1.5 - w;
    }
    y
}

#[test]
fn arrays() {
    let (x, w) = (Array1::from_elem(20, 0.7), Array1::from_elem(20, 1.3));
    second_call!(rescaled(&x, &w), &x, 2);
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct State {
    place: Vec<f64>,
    speed: Vec<f64>,
}

#[differentiable]
fn moved(x: &[f64], steps: usize) -> f64 {
    let mut state = State {
        place: x.to_vec(),
        speed: vec![0.0; x.len()],
    };
    for _ in 0..steps {
        for i in 0..x.len() {
            state.speed[i] -= 0.1 * state.place[i];
            state.place[i] += 0.1 * state.speed[i];
        }
    }
    state.place.iter().sum::<f64>()
}

#[test]
fn structs() {
    second_call!(moved(&[0.3, 0.7, -0.2], 10), 1.0, 1);
}

#[differentiable]
fn rows(x: &[f64]) -> f64 {
    let mut table = vec![vec![0.0; 3]; x.len()];
    for i in 0..x.len() {
        for j in 0..3 {
            table[i][j] = x[i] * x[i] * j as f64;
        }
    }
    let mut s = 0.0;
    for row in &table {
        s += row[1] * row[2];
    }
    s
}

#[test]
fn vectors_of_vectors() {
    second_call!(rows(&[0.3, 0.7, -0.2]), 1.0, 1);
}

#[differentiable]
fn pairs(x: &[f64], n: usize) -> f64 {
    let mut s = 0.0;
    for _ in 0..n {
        let mut pairs = vec![[0.0; 2]; x.len()];
        for i in 0..x.len() {
            pairs[i] = [x[i] * s, x[i] + s];
        }
        for i in 0..x.len() {
            s += (pairs[i][0] * pairs[i][1]).sin();
        }
    }
    s
}

#[test]
fn values_in_boxes() {
    second_call!(pairs(&[0.3, 0.7, -0.2], 5), 1.0, 1);
}

#[differentiable]
fn two_sizes(x: &[f64], large: bool) -> f64 {
    let n = if large { 4 * x.len() } else { x.len() };
    let mut y = vec![0.0; n];
    for i in 0..x.len() {
        y[i] = x[i] * x[i];
    }
    y[0] * y[x.len() - 1]
}

#[test]
fn sweeps_of_other_sizes() {
    let (x, mut tape) = ([0.3, 0.7, -0.2], Tape::new());
    for large in [false, true, true, false, false] {
        let gradient = two_sizes::record_in(&mut tape, &x, large).backward(1.0);
        assert_eq!(gradient, two_sizes::grad(&x, large));
    }
}

#[differentiable]
fn chained(x: [f64; 4], w: f64) -> f64 {
    let a = x
        .iter()
        .map(|v| v * w)
        .zip(x.iter().map(|v| v.sin()))
        .map(|(v, u)| v * u)
        .sum::<f64>();
    let b = x
        .iter()
        .filter(|v| **v > 0.0)
        .zip(x.iter().map(|v| v * v))
        .take(2)
        .fold(w, |s, (v, u)| s * v + u);
    let c = x
        .iter()
        .chain(&x)
        .flat_map(|v| x.iter().map(move |u| u * v))
        .step_by(3)
        .reduce(|s, v| s * 0.5 + v)
        .unwrap();
    let d = x.map(|v| v * w).iter().copied().fold(w, f64::max);
    a * b + c * d
}

#[test]
fn chains() {
    let x = [0.3, -0.7, 1.2, 0.4];
    assert_eq!(allocations(|| chained(x, 1.3)), 0);
    let mut tape = Tape::new();
    let first = chained::record_in(&mut tape, x, 1.3).backward(1.0);
    let again = allocations(|| {
        let second = chained::record_in(&mut tape, x, 1.3).backward(1.0);
        assert_eq!(first, second);
    });
    assert_eq!(again, 0);
}

#[differentiable]
fn huber(x: f64, d: f64) -> f64 {
    if x.abs() < d {
        0.5 * x * x
    } else {
        d * (x.abs() - 0.5 * d)
    }
}

#[differentiable]
fn of_calls(x: f64, y: f64) -> f64 {
    x * huber(y, x) - y * huber(x, y)
}

#[differentiable]
fn checked_root(x: f64) -> Option<f64> {
    let y = x * looping(x, 3);
    if x < 0.0 {
        return None;
    }
    Some(y.sqrt())
}

#[test]
fn second_gradients_of_a_thread() {
    let first = (
        looping::grad(0.7, 20),
        of_calls::grad(0.3, 1.2),
        checked_root::grad(0.7),
    );
    let again = allocations(|| {
        assert_eq!(checked_root::grad(-1.0), None);
        let second = (
            looping::grad(0.7, 20),
            of_calls::grad(0.3, 1.2),
            checked_root::grad(0.7),
        );
        assert_eq!(first, second);
    });
    assert_eq!(again, 0);
    let run = looping::record(0.7, 20);
    assert_eq!(run.backward(1.0), looping::grad(0.7, 20));
}
