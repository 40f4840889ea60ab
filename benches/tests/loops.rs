//! Long and deep loops: gradients against finite differences, and a tape that grows evenly.

use autodiff_benches::loops::on_tape::{pendulum, string};
use autodiff_benches::loops::{checkpointed, nested, ring};
use autodiff_core::Tape;

const X: [f64; 5] = [0.3, -0.7, 1.1, 0.4, 0.8];

fn check(name: &str, x: &[f64], function: impl Fn(&[f64]) -> f64, gradient: &[f64]) {
    assert_eq!(x.len(), gradient.len());
    for i in 0..x.len() {
        let h = 1e-4;
        let at = |steps: f64| {
            let mut x = x.to_vec();
            x[i] += steps * h;
            function(&x)
        };
        let difference = (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12.0 * h);
        let error = (gradient[i] - difference).abs();
        assert!(
            error <= 1e-6 * difference.abs().max(1.0),
            "{name} {i}: {} against {difference}",
            gradient[i]
        );
    }
}

#[test]
fn gradients() {
    let (angle, drag) = pendulum::grad(1.0, 0.1, 1000);
    check(
        "pendulum",
        &[1.0, 0.1],
        |x| pendulum(x[0], x[1], 1000),
        &[angle, drag],
    );
    let stiffness = [0.9, 1.0, 1.1, 0.8, 0.9, 1.2];
    let by_stiffness = string::grad(&stiffness, 50);
    check("string", &stiffness, |x| string(x, 50), &by_stiffness);
    check("ring", &X, |x| ring(x, 23), &ring::grad(&X, 23));
    check("nested", &X, |x| nested(x, 3), &nested::grad(&X, 3));
}

#[test]
fn checkpoints_change_no_gradient() {
    let stiffness: Vec<f64> = (0..100).map(|i| 0.8 + 0.004 * f64::from(i)).collect();
    for steps in [0, 1, 64, 65, 300, 5000] {
        assert_eq!(
            checkpointed::pendulum::value_and_grad(1.0, 0.1, steps),
            pendulum::value_and_grad(1.0, 0.1, steps)
        );
        assert_eq!(
            checkpointed::string::value_and_grad(&stiffness, steps),
            string::value_and_grad(&stiffness, steps)
        );
    }
}

#[test]
fn tape_grows_evenly() {
    let mut tape = Tape::new();
    let mut bytes = |n: usize| {
        let of_pendulum = pendulum::record_in(&mut tape, 1.0, 0.1, n).tape().bytes();
        let of_ring = ring::record_in(&mut tape, &X, n).tape().bytes();
        [of_pendulum, of_ring].map(|bytes| bytes as f64 / n as f64)
    };
    let (short, long) = (bytes(1000), bytes(1_000_000));
    for (short, long) in short.into_iter().zip(long) {
        assert!(
            long <= 1.05 * short,
            "{short} bytes an iteration, then {long}"
        );
    }
}
