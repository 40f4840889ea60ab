//! The functions of the kernels once more, without checks of bounds: whether those that are measured
//! are slow for having them.
//!
//! Lengths are checked once at the start of each; every index below is then in bounds.

#![allow(
    unsafe_code,
    reason = "what leaving the checks out would gain is the question"
)]

use crate::kernels::gmm::constant;

#[inline(always)]
fn at(x: &[f64], i: usize) -> f64 {
    debug_assert!(i < x.len());
    // SAFETY: private to this module, whose functions call it with indices in bounds.
    unsafe { *x.get_unchecked(i) }
}

#[inline(always)]
fn at_mut(x: &mut [f64], i: usize) -> &mut f64 {
    debug_assert!(i < x.len());
    // SAFETY: as above.
    unsafe { x.get_unchecked_mut(i) }
}

#[inline(always)]
fn part(x: &[f64], from: usize, len: usize) -> &[f64] {
    debug_assert!(from + len <= x.len());
    // SAFETY: as above.
    unsafe { x.get_unchecked(from..from + len) }
}

#[inline(always)]
fn part_mut(x: &mut [f64], from: usize, len: usize) -> &mut [f64] {
    debug_assert!(from + len <= x.len());
    // SAFETY: as above.
    unsafe { x.get_unchecked_mut(from..from + len) }
}

/// [`crate::kernels::waves::waves()`]
#[must_use]
pub fn waves(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        sum += (at(x, i) * at(x, i + 1)).sin() * (-at(x, i) * at(x, i)).exp();
    }
    sum
}

/// [`crate::kernels::llsq::objective()`]
#[must_use]
pub fn llsq(x: &[f64], n: usize) -> f64 {
    let mut sum = 0.0;
    for i in 0..n {
        let t = -1.0 + 2.0 * i as f64 / (n - 1) as f64;
        let mut residual = if t == 0.0 { 0.0 } else { t.signum() };
        let mut power = 1.0;
        for j in 0..x.len() {
            residual -= at(x, j) * power;
            power *= t;
        }
        sum += residual * residual;
    }
    0.5 * sum
}

/// [`crate::kernels::ode::solve()`]
#[must_use]
pub fn ode(x: &[f64], s: usize) -> Vec<f64> {
    let n = x.len();
    assert!(n > 0);
    let h = 2.0 / s as f64;
    let mut y = vec![0.0; n];
    let mut stage = vec![0.0; n];
    let [mut k1, mut k2, mut k3, mut k4] = [(); 4].map(|()| vec![0.0; n]);
    for _ in 0..s {
        slope(x, &y, &mut k1);
        for i in 0..n {
            *at_mut(&mut stage, i) = at(&y, i) + 0.5 * h * at(&k1, i);
        }
        slope(x, &stage, &mut k2);
        for i in 0..n {
            *at_mut(&mut stage, i) = at(&y, i) + 0.5 * h * at(&k2, i);
        }
        slope(x, &stage, &mut k3);
        for i in 0..n {
            *at_mut(&mut stage, i) = at(&y, i) + h * at(&k3, i);
        }
        slope(x, &stage, &mut k4);
        for i in 0..n {
            *at_mut(&mut y, i) +=
                h / 6.0 * (at(&k1, i) + 2.0 * at(&k2, i) + 2.0 * at(&k3, i) + at(&k4, i));
        }
    }
    y
}

fn slope(x: &[f64], y: &[f64], dy: &mut [f64]) {
    *at_mut(dy, 0) = at(x, 0);
    for i in 1..x.len() {
        *at_mut(dy, i) = at(x, i) * at(y, i - 1);
    }
}

/// [`crate::kernels::gmm::objective()`]
#[must_use]
pub fn gmm(
    alpha: &[f64],
    mu: &[f64],
    q: &[f64],
    l: &[f64],
    x: &[f64],
    d: usize,
    (gamma, m): (f64, usize),
) -> f64 {
    let (k, n) = (alpha.len(), x.len() / d);
    let triangle = d * (d - 1) / 2;
    assert!(k > 0 && mu.len() == k * d && q.len() == k * d && l.len() == k * triangle);

    let mut q_diag = vec![0.0; k * d];
    let mut sum_q = vec![0.0; k];
    for j in 0..k {
        for i in 0..d {
            *at_mut(&mut q_diag, j * d + i) = at(q, j * d + i).exp();
            *at_mut(&mut sum_q, j) += at(q, j * d + i);
        }
    }

    let mut centred = vec![0.0; d];
    let mut y = vec![0.0; d];
    let mut term = vec![0.0; k];
    let mut likelihood = 0.0;
    for p in 0..n {
        for j in 0..k {
            for i in 0..d {
                *at_mut(&mut centred, i) = at(x, p * d + i) - at(mu, j * d + i);
            }
            let factor = part(l, j * triangle, triangle);
            multiply(part(&q_diag, j * d, d), factor, &centred, &mut y);
            *at_mut(&mut term, j) = at(alpha, j) + at(&sum_q, j) - 0.5 * squares(&y);
        }
        likelihood += log_sum_exp(&term);
    }

    let mut prior = 0.0;
    for j in 0..k {
        let norm = squares(part(&q_diag, j * d, d)) + squares(part(l, j * triangle, triangle));
        prior += 0.5 * gamma * gamma * norm - m as f64 * at(&sum_q, j);
    }
    likelihood - n as f64 * log_sum_exp(alpha) - prior + constant(n, d, k, gamma, m)
}

fn multiply(diagonal: &[f64], triangle: &[f64], c: &[f64], y: &mut [f64]) {
    let d = c.len();
    for i in 0..d {
        *at_mut(y, i) = at(diagonal, i) * at(c, i);
    }
    let mut next = 0;
    for i in 0..d {
        for j in i + 1..d {
            *at_mut(y, j) += at(triangle, next) * at(c, i);
            next += 1;
        }
    }
}

fn squares(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for v in x {
        sum += v * v;
    }
    sum
}

fn log_sum_exp(x: &[f64]) -> f64 {
    let mut top = at(x, 0);
    for v in x {
        if *v > top {
            top = *v;
        }
    }
    let mut sum = 0.0;
    for v in x {
        sum += (v - top).exp();
    }
    top + sum.ln()
}

/// [`crate::kernels::lstm::objective()`]
#[must_use]
pub fn lstm(main: &[f64], extra: &[f64], state: &[f64], sequence: &[f64], bits: usize) -> f64 {
    let characters = sequence.len() / bits;
    assert!(extra.len() == 3 * bits && main.len() == 4 * state.len());
    assert!(state.len().is_multiple_of(2 * bits));
    let mut state = state.to_vec();
    let mut h = vec![0.0; bits];
    let mut y = vec![0.0; bits];
    let mut total = 0.0;
    let mut count = 0;
    for t in 0..characters - 1 {
        let input = part(sequence, t * bits, bits);
        predict(main, extra, &mut state, &mut h, input, &mut y);
        let mut sum = 0.0;
        for i in 0..bits {
            sum += at(&y, i).exp();
        }
        let norm = (2.0 + sum).ln();
        let next = part(sequence, (t + 1) * bits, bits);
        for i in 0..bits {
            total += at(next, i) * (at(&y, i) - norm);
        }
        count += bits;
    }
    -total / count as f64
}

fn predict(
    main: &[f64],
    extra: &[f64],
    state: &mut [f64],
    h: &mut [f64],
    input: &[f64],
    y: &mut [f64],
) {
    let b = input.len();
    for i in 0..b {
        *at_mut(h, i) = at(input, i) * at(extra, i);
    }
    for layer in 0..main.len() / (8 * b) {
        let (hidden, cell) = part_mut(state, 2 * layer * b, 2 * b).split_at_mut(b);
        remember(part(main, 8 * b * layer, 8 * b), hidden, cell, h);
        h.copy_from_slice(hidden);
    }
    for i in 0..b {
        *at_mut(y, i) = at(h, i) * at(extra, b + i) + at(extra, 2 * b + i);
    }
}

fn remember(parameters: &[f64], hidden: &mut [f64], cell: &mut [f64], input: &[f64]) {
    let b = input.len();
    let (weight, bias) = (part(parameters, 0, 4 * b), part(parameters, 4 * b, 4 * b));
    for i in 0..b {
        let forget = sigmoid(at(input, i) * at(weight, i) + at(bias, i));
        let ingate = sigmoid(at(hidden, i) * at(weight, b + i) + at(bias, b + i));
        let outgate = sigmoid(at(input, i) * at(weight, 2 * b + i) + at(bias, 2 * b + i));
        let change = (at(hidden, i) * at(weight, 3 * b + i) + at(bias, 3 * b + i)).tanh();
        *at_mut(cell, i) = at(cell, i) * forget + ingate * change;
        *at_mut(hidden, i) = outgate * at(cell, i).tanh();
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}
