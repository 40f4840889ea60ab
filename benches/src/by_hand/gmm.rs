//! The reverse of a point follows its forward half at once: the cotangent of the sum over points is
//! known. So the memory for one point is enough.

use super::{room, zeros};
use crate::kernels::gmm::{Gradient, constant};

/// What is kept between calls.
#[derive(Debug, Default)]
pub struct Scratch {
    q_diag: Vec<f64>,
    sum_q: Vec<f64>,
    /// For each component, the point as seen from its mean, and the factor's product with that.
    centred: Vec<f64>,
    y: Vec<f64>,
    term: Vec<f64>,
    q_diag_bar: Vec<f64>,
    centred_bar: Vec<f64>,
}

/// Value and gradient of [`crate::kernels::gmm::objective()`].
#[must_use]
#[expect(
    clippy::too_many_arguments,
    reason = "those of the function, and the scratch"
)]
pub fn gradient(
    alpha: &[f64],
    mu: &[f64],
    q: &[f64],
    l: &[f64],
    x: &[f64],
    d: usize,
    (gamma, m): (f64, usize),
    scratch: &mut Scratch,
) -> (f64, Gradient) {
    let (k, n) = (alpha.len(), x.len() / d);
    let triangle = d * (d - 1) / 2;
    let Scratch {
        q_diag,
        sum_q,
        centred,
        y,
        term,
        q_diag_bar,
        centred_bar,
    } = scratch;
    q_diag.clear();
    q_diag.extend(q.iter().map(|q| q.exp()));
    sum_q.clear();
    sum_q.extend(q.chunks_exact(d).map(|q| q.iter().sum::<f64>()));
    room(centred, k * d);
    room(y, k * d);
    room(term, k);
    zeros(q_diag_bar, k * d);
    room(centred_bar, d);

    let mut alpha_bar = vec![0.0; k];
    let mut mu_bar = vec![0.0; k * d];
    let mut q_bar = vec![0.0; k * d];
    let mut l_bar = vec![0.0; k * triangle];

    let mut value = constant(n, d, k, gamma, m);
    for x in x.chunks_exact(d) {
        for j in 0..k {
            let row = j * d..(j + 1) * d;
            let (c, y) = (&mut centred[row.clone()], &mut y[row.clone()]);
            for ((c, x), mu) in c.iter_mut().zip(x).zip(&mu[row.clone()]) {
                *c = x - mu;
            }
            multiply(&q_diag[row], &l[j * triangle..(j + 1) * triangle], c, y);
            term[j] = alpha[j] + sum_q[j] - 0.5 * squares(y);
        }
        value += soft_max(term);
        for j in 0..k {
            let row = j * d..(j + 1) * d;
            let (c, y) = (&centred[row.clone()], &mut y[row.clone()]);
            let weight = term[j];
            alpha_bar[j] += weight;
            for y in y.iter_mut() {
                *y *= -weight;
            }
            let factor = j * triangle..(j + 1) * triangle;
            multiply_back(
                (&q_diag[row.clone()], &mut q_diag_bar[row.clone()]),
                (&l[factor.clone()], &mut l_bar[factor]),
                (c, centred_bar),
                y,
            );
            for (mu, c) in mu_bar[row].iter_mut().zip(&*centred_bar) {
                *mu -= c;
            }
        }
    }

    // So far `alpha_bar` is the cotangent of `sum_q`, too.
    for j in 0..k {
        value += m as f64 * sum_q[j];
        for i in j * d..(j + 1) * d {
            q_bar[i] =
                (q_diag_bar[i] - gamma * gamma * q_diag[i]) * q_diag[i] + alpha_bar[j] + m as f64;
        }
    }
    value -= 0.5 * gamma * gamma * (squares(q_diag) + squares(l));
    for (bar, l) in l_bar.iter_mut().zip(l) {
        *bar -= gamma * gamma * l;
    }
    term.copy_from_slice(alpha);
    value -= n as f64 * soft_max(term);
    for (bar, weight) in alpha_bar.iter_mut().zip(&*term) {
        *bar -= n as f64 * weight;
    }
    (value, (alpha_bar, mu_bar, q_bar, l_bar))
}

/// `ln Σ exp(x_i)`; its gradient is left in `x`.
fn soft_max(x: &mut [f64]) -> f64 {
    let top = x
        .iter()
        .fold(x[0], |top, v| if *v > top { *v } else { top });
    let mut sum = 0.0;
    for v in x.iter_mut() {
        *v = (*v - top).exp();
        sum += *v;
    }
    let scale = 1.0 / sum;
    for v in x {
        *v *= scale;
    }
    top + sum.ln()
}

fn squares(x: &[f64]) -> f64 {
    x.iter().map(|v| v * v).sum()
}

fn multiply(diagonal: &[f64], triangle: &[f64], c: &[f64], y: &mut [f64]) {
    for ((y, q), c) in y.iter_mut().zip(diagonal).zip(c) {
        *y = q * c;
    }
    let mut rest = triangle;
    for (i, c) in c.iter().enumerate() {
        let y = &mut y[i + 1..];
        let column;
        (column, rest) = rest.split_at(y.len());
        for (y, l) in y.iter_mut().zip(column) {
            *y += l * c;
        }
    }
}

/// Values and cotangents in pairs. `c_bar` is overwritten, the others are added to.
fn multiply_back(
    (diagonal, diagonal_bar): (&[f64], &mut [f64]),
    (triangle, triangle_bar): (&[f64], &mut [f64]),
    (c, c_bar): (&[f64], &mut [f64]),
    y_bar: &[f64],
) {
    let (mut rest, mut rest_bar) = (triangle, triangle_bar);
    for i in 0..c.len() {
        let y_bar = &y_bar[i + 1..];
        let (column, column_bar);
        (column, rest) = rest.split_at(y_bar.len());
        (column_bar, rest_bar) = rest_bar.split_at_mut(y_bar.len());
        c_bar[i] = dot_and_add(column, y_bar, c[i], column_bar);
    }
    let parts = diagonal
        .iter()
        .zip(diagonal_bar)
        .zip(c)
        .zip(c_bar)
        .zip(y_bar);
    for ((((q, q_bar), c), c_bar), y_bar) in parts {
        *q_bar += y_bar * c;
        *c_bar += y_bar * q;
    }
}

/// `l · y`; adds `c y` to `l_bar`. The product has several running sums, so that it vectorises.
fn dot_and_add(l: &[f64], y: &[f64], c: f64, l_bar: &mut [f64]) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let (l, l_rest) = l.as_chunks::<LANES>();
    let (y, y_rest) = y.as_chunks::<LANES>();
    let (l_bar, l_bar_rest) = l_bar.as_chunks_mut::<LANES>();
    for ((l, y), l_bar) in l.iter().zip(y).zip(l_bar) {
        for lane in 0..LANES {
            sums[lane] += l[lane] * y[lane];
            l_bar[lane] += c * y[lane];
        }
    }
    let mut sum: f64 = sums.iter().sum();
    for ((l, y), l_bar) in l_rest.iter().zip(y_rest).zip(l_bar_rest) {
        sum += l * y;
        *l_bar += c * y;
    }
    sum
}
