//! Long and deep loops: whether what a gradient takes for each iteration stays the same.

use autodiff_core::differentiable;

/// The loops over time, with attributes of choice.
macro_rules! over_time {
    ($(#[$attr:meta])*) => {
        /// A pendulum with drag, after `steps` steps in time.
        #[differentiable]
        #[must_use]
        pub fn pendulum(angle: f64, drag: f64, steps: usize) -> f64 {
            let dt = 10.0 / steps as f64;
            let (mut angle, mut speed) = (angle, 0.0);
            $(#[$attr])*
            for _ in 0..steps {
                speed -= dt * (angle.sin() + drag * speed);
                angle += dt * speed;
            }
            angle
        }

        /// The energy in a string of masses and springs that are plucked at one end, after `steps`
        /// steps in time; `stiffness` holds that of each spring.
        #[differentiable]
        #[must_use]
        pub fn string(stiffness: &[f64], steps: usize) -> f64 {
            let n = stiffness.len();
            let dt = 0.1;
            let mut place = vec![0.0; n];
            let mut speed = vec![0.0; n];
            let mut force = vec![0.0; n];
            place[0] = 1.0;
            $(#[$attr])*
            for _ in 0..steps {
                for i in 1..n - 1 {
                    let (left, right) = (place[i - 1] - place[i], place[i + 1] - place[i]);
                    force[i] = stiffness[i - 1] * (left + left * left * left)
                        + stiffness[i] * (right + right * right * right);
                }
                for i in 1..n - 1 {
                    speed[i] += dt * force[i];
                    place[i] += dt * speed[i];
                }
            }
            speed.iter().map(|v| v * v).sum()
        }
    };
}

/// All iterations go to the tape.
pub mod on_tape {
    use super::differentiable;
    over_time!();
}

/// Few copies of the state are kept.
pub mod checkpointed {
    use super::differentiable;
    over_time!(#[checkpoint]);
}

/// A state that changes element by element, around and around, with a branch and a carried index.
#[differentiable]
#[must_use]
pub fn ring(x: &[f64], steps: usize) -> f64 {
    let mut state = x.to_vec();
    let mut at = 0;
    let mut sum = 0.0;
    for _ in 0..steps {
        let next = if at + 1 == state.len() { 0 } else { at + 1 };
        if state[at] > 0.5 {
            state[next] = (state[next] * state[at]).cos();
        } else {
            state[next] += 0.4;
        }
        sum += state[next] * x[at];
        at = next;
    }
    sum
}

/// Six loops inside of each other.
#[differentiable]
#[must_use]
pub fn nested(x: &[f64], n: usize) -> f64 {
    let mut total = 0.0;
    for a in 0..n {
        let mut u = x[a % x.len()];
        for b in 0..n {
            u = (u * 0.9 + x[b % x.len()]).sin();
            let mut v = u;
            for c in 0..n {
                v += 0.1 * x[c % x.len()] * u;
                for d in 0..n {
                    let mut w = v * x[d % x.len()];
                    for e in 0..n {
                        w = 0.8 * w + x[e % x.len()].cos();
                        for f in 0..n {
                            w = w.sin() + 0.3 * x[f % x.len()];
                            total += w * v;
                        }
                    }
                    v = v.tanh();
                }
            }
            u += 0.5 * v;
        }
    }
    total
}
