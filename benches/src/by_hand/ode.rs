//! Each step keeps the four states at which it asks for the slope; nothing else is read backward.

use super::{room, zeros};

/// What is kept between calls.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Four states of each step.
    states: Vec<f64>,
    slopes: [Vec<f64>; 4],
    y_bar: Vec<f64>,
    next_y_bar: Vec<f64>,
}

/// Value and pullback of [`crate::kernels::ode::solve`].
#[must_use]
pub fn gradient(x: &[f64], s: usize, seed: &[f64], scratch: &mut Scratch) -> (Vec<f64>, Vec<f64>) {
    let n = x.len();
    let h = 2.0 / s as f64;
    let Scratch { states, slopes, .. } = scratch;
    room(states, 4 * n * s);
    slopes.iter_mut().for_each(|k| room(k, n));
    let [k1, k2, k3, k4] = slopes;

    let mut y = vec![0.0; n];
    for step in states.chunks_exact_mut(4 * n) {
        let (first, rest) = step.split_at_mut(n);
        let (second, rest) = rest.split_at_mut(n);
        let (third, fourth) = rest.split_at_mut(n);
        first.copy_from_slice(&y);
        stage(x, first, k1, 0.5 * h, &y, second);
        stage(x, second, k2, 0.5 * h, &y, third);
        stage(x, third, k3, h, &y, fourth);
        slope(x, fourth, k4);
        for ((((y, k1), k2), k3), k4) in y.iter_mut().zip(&*k1).zip(&*k2).zip(&*k3).zip(&*k4) {
            *y += h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
        }
    }

    let Scratch {
        y_bar, next_y_bar, ..
    } = scratch;
    y_bar.clear();
    y_bar.extend_from_slice(seed);
    zeros(next_y_bar, n);
    let mut x_bar = vec![0.0; n];
    let (k_bar, earlier) = (k1, k2);
    for step in states.chunks_exact(4 * n).rev() {
        let (first, rest) = step.split_at(n);
        let (second, rest) = rest.split_at(n);
        let (third, fourth) = rest.split_at(n);
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
        back.slope(first, earlier);
        std::mem::swap(y_bar, next_y_bar);
    }
    (y, x_bar)
}

/// The slope at `from`.
fn slope(x: &[f64], from: &[f64], k: &mut [f64]) {
    k[0] = x[0];
    for ((k, x), from) in k[1..].iter_mut().zip(&x[1..]).zip(from) {
        *k = x * from;
    }
}

/// The slope at `from`, and the state that follows `y` by it in the time `h`.
fn stage(x: &[f64], from: &[f64], k: &mut [f64], h: f64, y: &[f64], to: &mut [f64]) {
    k[0] = x[0];
    to[0] = y[0] + h * x[0];
    let parts = k[1..]
        .iter_mut()
        .zip(&x[1..])
        .zip(from)
        .zip(&y[1..])
        .zip(&mut to[1..]);
    for ((((k, x), from), y), to) in parts {
        *k = x * from;
        *to = y + h * *k;
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
