//! Each step keeps the state at its start. The other three states at which it asks for the slope are
//! computed again: that takes less time than the memory for them would.

use super::{room, zeros};

/// What is kept between calls.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The state at the start of each step.
    states: Vec<f64>,
    /// The other states within a step.
    stages: [Vec<f64>; 3],
    slope_bars: [Vec<f64>; 2],
    y_bar: Vec<f64>,
    next_y_bar: Vec<f64>,
}

/// Value and pullback of [`crate::kernels::ode::solve()`].
#[must_use]
pub fn gradient(x: &[f64], s: usize, seed: &[f64], scratch: &mut Scratch) -> (Vec<f64>, Vec<f64>) {
    let n = x.len();
    let h = 2.0 / s as f64;
    let Scratch {
        states,
        stages,
        slope_bars,
        y_bar,
        next_y_bar,
    } = scratch;
    room(states, n * s);
    stages.iter_mut().for_each(|stage| room(stage, n));
    slope_bars.iter_mut().for_each(|k| room(k, n));
    let [second, third, fourth] = stages;
    let [k_bar, earlier] = slope_bars;

    let mut y = vec![0.0; n];
    for start in states.chunks_exact_mut(n) {
        start.copy_from_slice(&y);
        all_stages(x, h, start, second, third, fourth);
        y[0] += h * x[0];
        let ends = second.iter().zip(&*third).zip(start.iter().zip(&*fourth));
        for ((y, x), ((second, third), (first, fourth))) in y[1..].iter_mut().zip(&x[1..]).zip(ends)
        {
            *y += h / 6.0 * x * (first + 2.0 * (second + third) + fourth);
        }
    }

    y_bar.clear();
    y_bar.extend_from_slice(seed);
    zeros(next_y_bar, n);
    let mut x_bar = vec![0.0; n];
    for start in states.chunks_exact(n).rev() {
        all_stages(x, h, start, second, third, fourth);
        next_y_bar.copy_from_slice(y_bar);
        for (k, y) in k_bar.iter_mut().zip(&*y_bar) {
            *k = h / 6.0 * y;
        }
        let mut back = Back {
            x,
            x_bar: &mut x_bar,
            y_bar,
            next_y_bar,
        };
        back.stage(fourth, k_bar, h / 3.0, h, earlier);
        back.stage(third, earlier, h / 3.0, 0.5 * h, k_bar);
        back.stage(second, k_bar, h / 6.0, 0.5 * h, earlier);
        back.slope(start, earlier);
        std::mem::swap(y_bar, next_y_bar);
    }
    (y, x_bar)
}

/// The states at which a step asks for the slope, after the one at its start.
fn all_stages(
    x: &[f64],
    h: f64,
    start: &[f64],
    second: &mut [f64],
    third: &mut [f64],
    fourth: &mut [f64],
) {
    stage(x, start, 0.5 * h, start, second);
    stage(x, second, 0.5 * h, start, third);
    stage(x, third, h, start, fourth);
}

/// The state that follows `y` by the slope at `from` in the time `h`.
fn stage(x: &[f64], from: &[f64], h: f64, y: &[f64], to: &mut [f64]) {
    to[0] = y[0] + h * x[0];
    for (((x, from), y), to) in x[1..].iter().zip(from).zip(&y[1..]).zip(&mut to[1..]) {
        *to = y + h * (x * from);
    }
}

struct Back<'a> {
    x: &'a [f64],
    x_bar: &'a mut [f64],
    y_bar: &'a [f64],
    next_y_bar: &'a mut [f64],
}

impl Back<'_> {
    /// Of a stage from the state `from`, which itself lies `h` behind the state at the step's start
    /// by the earlier slope, whose weight in the step is `weight`.
    fn stage(&mut self, from: &[f64], k_bar: &[f64], weight: f64, h: f64, earlier: &mut [f64]) {
        let n = self.x.len();
        self.x_bar[0] += k_bar[0];
        let (x, k_bar) = (&self.x[1..], &k_bar[1..n]);
        let (x_bar, next) = (&mut self.x_bar[1..n], &mut self.next_y_bar[..n - 1]);
        let (from, y_bar) = (&from[..n - 1], &self.y_bar[..n]);
        for i in 0..n - 1 {
            x_bar[i] += k_bar[i] * from[i];
            let b = k_bar[i] * x[i];
            next[i] += b;
            earlier[i] = weight * y_bar[i] + h * b;
        }
        earlier[n - 1] = weight * y_bar[n - 1];
    }

    /// Of a slope at the state at the step's start.
    fn slope(&mut self, from: &[f64], k_bar: &[f64]) {
        let n = self.x.len();
        self.x_bar[0] += k_bar[0];
        let (x, k_bar) = (&self.x[1..], &k_bar[1..n]);
        let (x_bar, next) = (&mut self.x_bar[1..n], &mut self.next_y_bar[..n - 1]);
        let from = &from[..n - 1];
        for i in 0..n - 1 {
            x_bar[i] += k_bar[i] * from[i];
            next[i] += k_bar[i] * x[i];
        }
    }
}
