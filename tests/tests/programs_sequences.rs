//! Dynamic programming and filters over sequences.

use std::ops::{Add, Mul, Sub};

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::agrees;

/// A smooth minimum.
#[differentiable]
fn soft_min(values: &[f64], gamma: f64) -> f64 {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let sum: f64 = values.iter().map(|v| (-(v - least) / gamma).exp()).sum();
    least - gamma * sum.ln()
}

/// Soft dynamic time warping (Cuturi and Blondel). The infinite borders have no derivative by `gamma`.
#[differentiable(wrt(x, y))]
fn soft_dtw(x: &[f64], y: &[f64], gamma: f64) -> f64 {
    let (n, m) = (x.len(), y.len());
    let mut r = vec![vec![f64::INFINITY; m + 1]; n + 1];
    r[0][0] = 0.0;
    for i in 1..=n {
        for j in 1..=m {
            let cost = (x[i - 1] - y[j - 1]).powi(2);
            let best = [r[i - 1][j - 1], r[i - 1][j], r[i][j - 1]];
            r[i][j] = cost + soft_min(&best, gamma);
        }
    }
    r[n][m]
}

/// Edit distance with two rows, costs that are learnt, and a smooth minimum.
#[differentiable(wrt(costs, gamma))]
fn soft_edit_distance(a: &str, b: &str, costs: (f64, f64, f64), gamma: f64) -> f64 {
    let (insert, delete, substitute) = costs;
    let b: Vec<char> = b.chars().collect();
    let mut previous: Vec<f64> = (0..=b.len()).map(|j| j as f64 * insert).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut current = vec![(i + 1) as f64 * delete];
        for (j, &cb) in b.iter().enumerate() {
            let change = if ca == cb { 0.0 } else { substitute };
            current.push(soft_min(
                &[
                    previous[j] + change,
                    previous[j + 1] + delete,
                    current[j] + insert,
                ],
                gamma,
            ));
        }
        previous = current;
    }
    previous[b.len()]
}

/// The forward algorithm of a hidden Markov model, in logarithms.
#[differentiable(wrt(initial, transitions, emissions))]
fn log_likelihood(
    initial: &[f64],
    transitions: &[Vec<f64>],
    emissions: &[Vec<f64>],
    observed: &[usize],
) -> f64 {
    let states = initial.len();
    let mut alpha: Vec<f64> = (0..states)
        .map(|s| initial[s] + emissions[s][observed[0]])
        .collect();
    for &symbol in &observed[1..] {
        let mut next = Vec::with_capacity(states);
        for to in 0..states {
            let scores: Vec<f64> = (0..states)
                .map(|from| alpha[from] + transitions[from][to])
                .collect();
            next.push(log_sum_exp(&scores) + emissions[to][symbol]);
        }
        alpha = next;
    }
    log_sum_exp(&alpha)
}

#[differentiable]
fn log_sum_exp(x: &[f64]) -> f64 {
    let max = x.iter().cloned().fold(f64::NEG_INFINITY, f64::max);
    if max.is_infinite() {
        return max;
    }
    max + x.iter().map(|v| (v - max).exp()).sum::<f64>().ln()
}

/// A Kalman filter of one number: the negative log-likelihood of the measurements.
#[differentiable]
fn kalman(measurements: &[f64], process: f64, noise: f64) -> f64 {
    let (mut mean, mut variance) = (0.0, 1.0);
    let mut nll = 0.0;
    for z in measurements {
        variance += process;
        let innovation = z - mean;
        let s = variance + noise;
        nll += 0.5 * (innovation * innovation / s + s.ln());
        let gain = variance / s;
        mean += gain * innovation;
        variance *= 1.0 - gain;
    }
    nll
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Vec2 {
    x: f64,
    y: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Mat2 {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
}

#[differentiable]
impl Add for Vec2 {
    type Output = Self;
    fn add(self, rhs: Self) -> Self {
        Self {
            x: self.x + rhs.x,
            y: self.y + rhs.y,
        }
    }
}

#[differentiable]
impl Mul<f64> for Vec2 {
    type Output = Self;
    fn mul(self, k: f64) -> Self {
        Self {
            x: self.x * k,
            y: self.y * k,
        }
    }
}

#[differentiable]
impl Add for Mat2 {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self {
            a: self.a + o.a,
            b: self.b + o.b,
            c: self.c + o.c,
            d: self.d + o.d,
        }
    }
}

#[differentiable]
impl Sub for Mat2 {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self {
            a: self.a - o.a,
            b: self.b - o.b,
            c: self.c - o.c,
            d: self.d - o.d,
        }
    }
}

#[differentiable]
impl Mul for Mat2 {
    type Output = Self;
    fn mul(self, o: Self) -> Self {
        Self {
            a: self.a * o.a + self.b * o.c,
            b: self.a * o.b + self.b * o.d,
            c: self.c * o.a + self.d * o.c,
            d: self.c * o.b + self.d * o.d,
        }
    }
}

#[differentiable]
impl Mul<Vec2> for Mat2 {
    type Output = Vec2;
    fn mul(self, v: Vec2) -> Vec2 {
        Vec2 {
            x: self.a * v.x + self.b * v.y,
            y: self.c * v.x + self.d * v.y,
        }
    }
}

#[differentiable]
impl Mat2 {
    const IDENTITY: Self = Self {
        a: 1.0,
        b: 0.0,
        c: 0.0,
        d: 1.0,
    };

    fn transposed(self) -> Self {
        Self {
            b: self.c,
            c: self.b,
            ..self
        }
    }

    fn outer(u: Vec2, v: Vec2) -> Self {
        Self {
            a: u.x * v.x,
            b: u.x * v.y,
            c: u.y * v.x,
            d: u.y * v.y,
        }
    }
}

#[derive(Clone, Debug, Differentiable)]
struct Tracker {
    state: Vec2,
    covariance: Mat2,
    acceleration: f64,
    noise: f64,
    #[differentiable(skip)]
    dt: f64,
}

#[differentiable]
impl Tracker {
    fn predict(&mut self) {
        let f = Mat2 {
            b: self.dt,
            ..Mat2::IDENTITY
        };
        let g = Vec2 {
            x: self.dt * self.dt / 2.0,
            y: self.dt,
        };
        self.state = f * self.state;
        self.covariance = f * self.covariance * f.transposed()
            + Mat2::outer(g * self.acceleration, g * self.acceleration);
    }

    /// Takes a measured position in; its negative log-likelihood.
    fn update(&mut self, z: f64) -> f64 {
        let innovation = z - self.state.x;
        let s = self.covariance.a + self.noise;
        let gain = Vec2 {
            x: self.covariance.a / s,
            y: self.covariance.c / s,
        };
        self.state = self.state + gain * innovation;
        let kh = Mat2 {
            a: gain.x,
            b: 0.0,
            c: gain.y,
            d: 0.0,
        };
        self.covariance = (Mat2::IDENTITY - kh) * self.covariance;
        0.5 * (innovation.powi(2) / s + s.ln())
    }
}

#[differentiable]
fn track(tracker: &Tracker, measurements: &[Option<f64>]) -> f64 {
    let mut tracker = tracker.clone();
    let mut nll = 0.0;
    for z in measurements {
        tracker.predict();
        if let Some(z) = z {
            nll += tracker.update(*z);
        }
    }
    nll
}

/// A soft sort: each rank takes the elements by their nearness to the sorted ones.
#[differentiable]
fn soft_sort(x: &[f64], tau: f64) -> Vec<f64> {
    let mut sorted = x.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    sorted
        .iter()
        .map(|s| {
            let weights = softmax(&x.iter().map(|v| -(s - v).abs() / tau).collect::<Vec<_>>());
            weights.iter().zip(x).map(|(w, v)| w * v).sum()
        })
        .collect()
}

#[differentiable]
fn softmax(scores: &[f64]) -> Vec<f64> {
    let max = scores.iter().cloned().fold(f64::NEG_INFINITY, f64::max);
    let exps: Vec<f64> = scores.iter().map(|s| (s - max).exp()).collect();
    let total: f64 = exps.iter().sum();
    exps.into_iter().map(|e| e / total).collect()
}

#[differentiable]
fn weighted_ranks(x: &[f64], tau: f64) -> f64 {
    soft_sort(x, tau)
        .iter()
        .enumerate()
        .map(|(i, v)| v * (i * i) as f64)
        .sum()
}

/// Scaled dot-product attention, masked to the past.
#[differentiable]
fn attention(queries: &[Vec<f64>], keys: &[Vec<f64>], values: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let scale = (keys[0].len() as f64).sqrt();
    queries
        .iter()
        .enumerate()
        .map(|(i, q)| {
            let scores: Vec<f64> = keys[..=i]
                .iter()
                .map(|k| q.iter().zip(k).map(|(a, b)| a * b).sum::<f64>() / scale)
                .collect();
            let weights = softmax(&scores);
            let mut out = vec![0.0; values[0].len()];
            for (w, v) in weights.iter().zip(values) {
                for (o, x) in out.iter_mut().zip(v) {
                    *o += w * x;
                }
            }
            out
        })
        .collect()
}

#[differentiable]
fn attention_loss(q: &[Vec<f64>], k: &[Vec<f64>], v: &[Vec<f64>]) -> f64 {
    let out = attention(q, k, v);
    out.iter().flatten().map(|x| x * x).sum::<f64>().sqrt()
}

/// Exponential smoothing with a trend (Holt): the squared one-step errors.
#[differentiable(wrt(alpha, beta))]
fn holt(series: &[f64], alpha: f64, beta: f64) -> f64 {
    let [first, second, rest @ ..] = series else {
        return 0.0;
    };
    let (mut level, mut trend) = (*second, second - first);
    rest.iter().fold(0.0, |sum, &x| {
        let error = x - (level + trend);
        let before = level;
        level += trend + alpha * error;
        trend += beta * (level - before - trend);
        sum + error * error
    })
}

/// Alignment of two sequences by memoised recursion.
#[differentiable]
fn align(x: &[f64], y: &[f64], gap: f64) -> f64 {
    match (x, y) {
        ([], rest) | (rest, []) => gap * rest.len() as f64,
        ([a, xs @ ..], [b, ys @ ..]) => {
            let matched = (a - b).powi(2) + align(xs, ys, gap);
            let skipped = gap + align(xs, y, gap).min(align(x, ys, gap));
            matched.min(skipped)
        }
    }
}

#[test]
fn warping() {
    let (x, y) = (vec![0.1, 0.9, 1.7, 0.4], vec![0.0, 1.1, 0.5]);
    for gamma in [0.1, 1.0] {
        agrees!([x, y] soft_dtw(&x, &y, gamma));
    }
    let none: Vec<f64> = vec![];
    assert_eq!(soft_dtw(&none, &none, 1.0), 0.0);
    let gap = 0.3;
    agrees!([none, y, gap] align(&none, &y, gap));
    agrees!([x, y, gap] align(&x, &y, gap));
}

#[test]
fn edits() {
    let (costs, gamma) = ((1.0, 1.3, 0.8), 0.2);
    for (a, b) in [
        ("kitten", "sitting"),
        ("", "abc"),
        ("abc", ""),
        ("same", "same"),
    ] {
        agrees!([costs, gamma] soft_edit_distance(a, b, costs, gamma));
    }
}

#[test]
fn hidden_markov_model() {
    let initial = vec![0.6_f64.ln(), 0.4_f64.ln()];
    let transitions = vec![vec![-0.3, -1.2], vec![-0.9, -0.5]];
    let emissions = vec![vec![-0.7, -1.0, -1.9], vec![-2.1, -0.9, -0.6]];
    for observed in [vec![0, 2, 1, 1, 0], vec![1]] {
        agrees!([initial, transitions, emissions]
            log_likelihood(&initial, &transitions, &emissions, &observed));
    }
}

#[test]
fn kalman_filters() {
    let measurements = vec![0.3, 0.5, -0.1, 0.9];
    let (process, noise) = (0.1, 0.5);
    agrees!([measurements, process, noise] kalman(&measurements, process, noise));
    let tracker = Tracker {
        state: Vec2 { x: 0.0, y: 1.0 },
        covariance: Mat2 {
            a: 1.0,
            b: 0.1,
            c: 0.1,
            d: 2.0,
        },
        acceleration: 0.7,
        noise: 0.4,
        dt: 0.5,
    };
    for measurements in [
        vec![Some(0.4), None, Some(1.1), Some(1.9)],
        vec![None],
        vec![],
    ] {
        agrees!([tracker, measurements] track(&tracker, &measurements));
    }
}

#[test]
fn sorting_and_attention() {
    for x in [vec![0.3, -1.0, 2.2, 0.9], vec![1.0]] {
        let tau = 0.7;
        agrees!([x, tau] weighted_ranks(&x, tau));
    }
    let rows = |n: usize, d: usize, a: f64| -> Vec<Vec<f64>> {
        (0..n)
            .map(|i| (0..d).map(|j| (a * (i * d + j + 1) as f64).sin()).collect())
            .collect()
    };
    let (q, k, v) = (rows(3, 2, 0.9), rows(3, 2, 1.7), rows(3, 4, 2.3));
    agrees!([q, k, v] attention_loss(&q, &k, &v));
}

#[test]
fn smoothing() {
    let (alpha, beta) = (0.4, 0.2);
    for series in [vec![1.0, 1.2, 1.1, 1.9, 2.3], vec![1.0, 2.0], vec![]] {
        agrees!([alpha, beta] holt(&series, alpha, beta));
    }
}
