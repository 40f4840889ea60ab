//! What users hold: recordings, tapes, seeds, and what they cost.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};

use autodiff_core::{Tape, differentiable};
use autodiff_tests::{check, twin};
use ndarray::{Array1, Array2, array};

#[twin]
#[differentiable]
fn waves(x: &[f64]) -> f64 {
    let mut s = 1.0;
    for v in x {
        s = (s * v).sin() + v;
    }
    s
}

#[twin]
#[differentiable]
fn squares(x: &[f64]) -> Vec<f64> {
    let mut y = vec![0.0; x.len()];
    for i in 0..x.len() {
        y[i] = x[i] * x[i];
    }
    y
}

#[test]
fn a_recording_holds_the_value() {
    let x = vec![0.5, -0.7, 1.1];
    let run = waves::record(&x);
    assert_eq!(*run.value(), waves(&x));
    assert!(run.tape().bytes() > 0);
    assert_eq!(run.into_value(), waves(&x));
    let run = squares::record(&x);
    assert_eq!(run.value(), &squares(&x));
    assert_eq!(run.backward(vec![1.0, 1.0, 1.0]), [1.0, -1.4, 2.2]);
    check!(waves(&x); x = x.clone());
    check!(squares(&x); x = x; vector);
}

#[test]
fn seeds_by_value_and_by_reference() {
    let x = [1.0, 2.0];
    let seed = vec![3.0, 5.0];
    assert_eq!(squares::record(&x).backward(&seed), [6.0, 20.0]);
    assert_eq!(squares::record(&x).backward(seed), [6.0, 20.0]);
    assert_eq!(
        waves::record(&x).backward(&2.0),
        waves::record(&x).backward(2.0)
    );
}

#[test]
fn a_tape_is_used_again() {
    let mut tape = Tape::new();
    assert_eq!((tape.bytes(), tape.peak_bytes()), (0, 0));
    let long = vec![0.3; 100];
    let fresh = waves::grad(&long);
    let mut peak = 0;
    for _ in 0..3 {
        let run = waves::record_in(&mut tape, &long);
        assert!(
            run.tape().bytes() >= 8 * 99,
            "one overwritten value per trip"
        );
        assert_eq!(run.backward(1.0), fresh);
        assert_eq!(tape.bytes(), 0);
        assert!(tape.is_empty());
        assert!(
            peak == 0 || tape.peak_bytes() == peak,
            "the same program again needs no more"
        );
        peak = tape.peak_bytes();
    }
    assert!(peak >= 8 * 99);
    let run = waves::record_in(&mut tape, &[0.3]);
    assert_eq!(run.backward(1.0), waves::grad(&[0.3]));
    assert_eq!(tape.peak_bytes(), peak);
    // Another function on the same tape.
    assert_eq!(
        squares::record_in(&mut tape, &[3.0]).backward(vec![1.0]),
        [6.0]
    );
}

#[test]
fn a_recording_may_be_dropped() {
    let mut tape = Tape::new();
    let x = [0.5, -0.7];
    drop(waves::record(&x));
    drop(waves::record_in(&mut tape, &x));
    let run = waves::record_in(&mut tape, &x);
    assert_eq!(run.backward(1.0), waves::grad(&x));
    assert!(tape.is_empty());
}

#[test]
fn recordings_side_by_side() {
    let (x, y) = ([0.5, -0.7], [1.5]);
    let first = waves::record(&x);
    let second = waves::record(&y);
    let third = waves::record(&x);
    assert_eq!(second.backward(1.0), waves::grad(&y));
    assert_eq!(first.backward(2.0), third.backward(2.0));
}

#[twin]
#[differentiable]
fn fragile(x: &[f64], fail_at: usize) -> f64 {
    let mut y = x.to_vec();
    let mut s = 1.0;
    for i in 0..x.len() {
        y[i] = y[i] * s;
        s = s * y[i] + 1.0;
        assert!(i != fail_at, "asked to fail at {i}");
        if i == 100 {
            panic!("s is {s}");
        }
    }
    s
}

#[test]
fn a_panic_in_the_middle() {
    let x = vec![0.5, -0.7, 1.1];
    let mut tape = Tape::new();
    let failed = catch_unwind(AssertUnwindSafe(|| {
        let _ = fragile::record_in(&mut tape, &x, 1).value();
    }));
    let message = failed.unwrap_err();
    assert_eq!(
        message.downcast_ref::<String>().unwrap(),
        "asked to fail at 1"
    );
    let run = fragile::record_in(&mut tape, &x, 9);
    assert_eq!(run.backward(1.0), fragile::grad(&x, 9));
    assert!(tape.is_empty());
    check!(fragile(&x, n); x = x.clone(), n = 9_usize);
    assert!(catch_unwind(|| fragile::grad(&[1.0; 200], 500)).is_err());
}

fn message_of(run: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
    payload
        .downcast_ref::<String>()
        .cloned()
        .unwrap_or_default()
}

#[differentiable]
fn matrix(m: &Array2<f64>) -> (Array2<f64>, f64) {
    (m * 2.0, m.sum())
}

#[differentiable]
fn buffers(x: &mut Vec<f64>, y: &mut [f64]) {
    x[0] = x[0] * y[0];
}

#[test]
fn seeds_of_the_wrong_shape() {
    let message = message_of(|| drop(squares::record(&[1.0, 2.0]).backward(vec![1.0])));
    assert!(
        message.contains("squares") && message.contains("[1]") && message.contains("[2]"),
        "{message}"
    );
    let m = array![[1.0, 2.0, 3.0]];
    let message = message_of(|| drop(matrix::record(&m).backward((array![[1.0], [2.0]], 1.0))));
    assert!(
        message.contains("matrix") && message.contains("[2, 1]") && message.contains("[1, 3]"),
        "{message}"
    );
    let (mut x, mut y) = (vec![1.0], [2.0, 3.0]);
    let message = message_of(|| {
        drop(buffers::record(&mut x, &mut y).backward((vec![1.0], vec![1.0, 2.0, 3.0])))
    });
    assert!(
        message.contains("buffers") && message.contains("[3]") && message.contains("[2]"),
        "{message}"
    );
}

#[test]
fn gradients_have_the_shape_of_their_parameters() {
    #[differentiable]
    fn partly_used(
        a: &Array2<f64>,
        b: &[Vec<f64>],
        c: Vec<f64>,
        d: [f64; 2],
        e: (f64, Vec<f64>),
        x: f64,
    ) -> f64 {
        let _ = (a.len(), b.len(), c.len(), d.len(), e.1.len());
        x
    }
    let (a, b) = (Array2::zeros((2, 3)), [vec![1.0], vec![]]);
    let gradient = partly_used::grad(&a, &b, vec![1.0, 2.0], [1.0, 2.0], (1.0, vec![5.0; 3]), 3.0);
    let zeros = (
        Array2::zeros((2, 3)),
        vec![vec![0.0], vec![]],
        vec![0.0; 2],
        [0.0; 2],
        (0.0, vec![0.0; 3]),
        1.0,
    );
    assert_eq!(gradient, zeros);
}

#[test]
fn the_path_can_be_read() {
    #[differentiable]
    fn doublings(x: f64) -> f64 {
        let mut y = x;
        while y.abs() < 100.0 {
            y = y * 2.0;
        }
        y
    }
    assert_eq!(doublings::record(60.0).tape().indices(), [1]);
    assert_eq!(doublings::record(1.0).tape().indices(), [7]);
    assert_eq!(doublings::grad(1.0), 128.0);
}

#[test]
fn generic_functions() {
    #[differentiable]
    fn weighted<const N: usize>(x: &[f64; N], w: f64) -> f64 {
        let mut s = 0.0;
        for i in 0..N {
            s += x[i] * x[i] * w;
        }
        s
    }
    let (x_bar, w_bar) = weighted::grad(&[1.0, 2.0], 3.0);
    assert_eq!((x_bar, w_bar), ([6.0, 12.0], 5.0));
    assert_eq!(
        weighted::record::<3>(&[1.0, 2.0, 3.0], 1.0).backward(2.0).1,
        28.0
    );
}

#[test]
fn lifetimes() {
    #[differentiable]
    fn first<'a>(x: &'a [f64], y: &'a Array1<f64>) -> f64 {
        let head = &x[..1];
        head[0] * y[0] + y.sum()
    }
    let y = array![1.0, 2.0];
    let gradient = {
        let x = vec![3.0, 4.0];
        first::grad(&x, &y)
    };
    assert_eq!(gradient, (vec![1.0, 0.0], array![4.0, 1.0]));
}

#[test]
fn from_threads() {
    let x: Vec<f64> = (0..50).map(|i| f64::from(i) / 50.0).collect();
    let alone = waves::grad(&x);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(waves::grad(&x), alone));
        }
    });
}
