//! A million steps of an integrator, whose tape would take 16 MB, in three kilobytes: `#[checkpoint]`
//! keeps 64 copies of the loop's state and runs the loop again between them.

use autodiff_core::{Tape, differentiable};

/// Where a damped oscillator is after `steps` steps of the symplectic Euler method.
#[differentiable]
fn swing(stiffness: f64, damping: f64, start: f64, steps: usize) -> f64 {
    let dt = 1e-5;
    let mut x = start;
    let mut v = 0.0_f64;
    #[checkpoint]
    for _ in 0..steps {
        v -= dt * (stiffness * x + damping * v);
        x += dt * v;
    }
    x
}

/// The same without the attribute: everything goes to the tape.
#[differentiable]
fn swing_on_tape(stiffness: f64, damping: f64, start: f64, steps: usize) -> f64 {
    let dt = 1e-5;
    let mut x = start;
    let mut v = 0.0_f64;
    for _ in 0..steps {
        v -= dt * (stiffness * x + damping * v);
        x += dt * v;
    }
    x
}

/// Where it is in truth, and the derivatives by `stiffness`, `damping` and `start`: with `a = damping /
/// 2` and `w² = stiffness - a²`, at `start · exp(-a t) · (cos w t + a / w · sin w t)`.
fn in_truth(stiffness: f64, damping: f64, start: f64, t: f64) -> (f64, [f64; 3]) {
    let at = |stiffness: f64, damping: f64| {
        let a = damping / 2.0;
        let w = (stiffness - a * a).sqrt();
        (-a * t).exp() * ((w * t).cos() + a / w * (w * t).sin())
    };
    let h = 1e-5;
    let by_stiffness = (at(stiffness + h, damping) - at(stiffness - h, damping)) / (2.0 * h);
    let by_damping = (at(stiffness, damping + h) - at(stiffness, damping - h)) / (2.0 * h);
    let x = at(stiffness, damping);
    (start * x, [start * by_stiffness, start * by_damping, x])
}

pub(crate) fn main() {
    let (stiffness, damping, start) = (2.0, 0.3, 1.5);
    let mut tape = Tape::new();

    // The same gradient as without the attribute, to the last bit.
    for steps in [0, 1, 63, 1000, 20_000] {
        assert_eq!(
            swing::value_and_grad(stiffness, damping, start, steps),
            swing_on_tape::value_and_grad(stiffness, damping, start, steps)
        );
    }

    let steps = 1_000_000;
    let run = swing::record_in(&mut tape, stiffness, damping, start, steps);
    let x = *run.value();
    let (by_stiffness, by_damping, by_start) = run.backward(1.0);
    println!("x({}) = {x:.6}", steps as f64 * 1e-5);
    println!("by stiffness {by_stiffness:.6}, by damping {by_damping:.6}, by start {by_start:.6}");

    // The method's error is of the order of a step.
    let (x_true, slopes) = in_truth(stiffness, damping, start, steps as f64 * 1e-5);
    assert!((x - x_true).abs() < 1e-4);
    for (slope, slope_true) in [by_stiffness, by_damping, by_start].into_iter().zip(slopes) {
        assert!((slope - slope_true).abs() < 1e-3, "{slope} {slope_true}");
    }

    // 64 copies of the state (with a size each), the tape of 64 iterations, and what holds them.
    let iteration = {
        let mut tape = Tape::new();
        let _ = swing_on_tape::record_in(&mut tape, stiffness, damping, start, 1000);
        tape.peak_bytes() / 1000
    };
    let bound = 64 * (2 * 8 + 8) + 64 * (iteration + 1) + 512;
    println!(
        "tape: at most {} bytes (bound {bound}), without the attribute {}",
        tape.peak_bytes(),
        iteration * steps
    );
    assert!(tape.peak_bytes() <= bound);
}
