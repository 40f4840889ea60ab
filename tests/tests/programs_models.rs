//! Networks, trees of prices, curves.

#![allow(
    clippy::all,
    unused,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;
use ndarray::{Array2, Axis, array};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Call,
    Put,
}
#[derive(Clone, Debug, Differentiable)]
struct Market {
    spot: f64,
    rate: f64,
    vol: f64,
}
#[differentiable(wrt(m, s, strike))]
fn payoff(kind: Kind, s: f64, strike: f64, m: &Market) -> f64 {
    match kind {
        Kind::Call => (s - strike).max(0.0),
        Kind::Put => (strike - s).max(0.0),
    }
}
#[differentiable(wrt(m, strike))]
fn binomial(m: &Market, kind: Kind, strike: f64, years: f64, steps: usize) -> f64 {
    let dt = years / steps as f64;
    let up = (m.vol * dt.sqrt()).exp();
    let down = 1.0 / up;
    let p = ((m.rate * dt).exp() - down) / (up - down);
    let discount = (-m.rate * dt).exp();
    let mut values: Vec<f64> = (0..=steps)
        .map(|i| {
            payoff(
                kind,
                m.spot * up.powi(i as i32) * down.powi((steps - i) as i32),
                strike,
                m,
            )
        })
        .collect();
    for step in (0..steps).rev() {
        for i in 0..=step {
            let hold = discount * (p * values[i + 1] + (1.0 - p) * values[i]);
            let exercise = payoff(
                kind,
                m.spot * up.powi(i as i32) * down.powi(step as i32 - i as i32),
                strike,
                m,
            );
            values[i] = if exercise > hold { exercise } else { hold };
        }
        values.truncate(step + 1);
    }
    values[0]
}
#[test]
fn binomial_tree() {
    let m = (
        Market {
            spot: 100.0,
            rate: 0.03,
            vol: 0.2,
        },
        103.1,
    );
    for kind in [Kind::Call, Kind::Put] {
        let g = binomial::grad(&m.0, kind, m.1, 1.0, 9);
        differences::compare(
            |(m, k): (Market, f64)| binomial(&m, kind, k, 1.0, 9),
            &m,
            &g,
        );
    }
}

#[derive(Clone, Debug, Differentiable)]
enum Activation {
    Relu,
    Tanh,
    Leaky(f64),
}
#[differentiable]
impl Activation {
    fn apply(&self, x: f64) -> f64 {
        match self {
            Activation::Relu => {
                if x > 0.0 {
                    x
                } else {
                    0.0
                }
            }
            Self::Tanh => x.tanh(),
            Self::Leaky(slope) => {
                if x > 0.0 {
                    x
                } else {
                    slope * x
                }
            }
        }
    }
}
#[derive(Clone, Debug, Differentiable)]
struct Dense {
    w: Vec<Vec<f64>>,
    b: Vec<f64>,
    act: Activation,
}
#[differentiable]
impl Dense {
    fn forward(&self, x: &[f64]) -> Vec<f64> {
        self.w
            .iter()
            .zip(self.b.iter())
            .map(|(row, b)| {
                let z: f64 = row.iter().zip(x.iter()).map(|(w, x)| w * x).sum::<f64>() + b;
                self.act.apply(z)
            })
            .collect()
    }
}
#[differentiable]
fn network(layers: &[Dense], x: &[f64], label: usize) -> f64 {
    let mut h = x.to_vec();
    for layer in layers {
        h = layer.forward(&h);
    }
    let max = h.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let log_sum = h.iter().map(|v| (v - max).exp()).sum::<f64>().ln() + max;
    log_sum - h[label]
}
#[test]
fn mlp() {
    let layers = vec![
        Dense {
            w: vec![vec![0.3, -0.2], vec![0.5, 0.8], vec![-0.7, 0.1]],
            b: vec![0.1, 0.0, -0.1],
            act: Activation::Leaky(0.1),
        },
        Dense {
            w: vec![vec![0.2, 0.4, -0.3], vec![-0.6, 0.1, 0.9]],
            b: vec![0.05, -0.02],
            act: Activation::Tanh,
        },
    ];
    let x = (layers, vec![0.9, -0.4]);
    let g = network::grad(&x.0, &x.1, 1);
    differences::compare(|(l, x): (Vec<Dense>, Vec<f64>)| network(&l, &x, 1), &x, &g);
}

#[differentiable]
fn spline(xs: &[f64], ys: &[f64], at: f64) -> f64 {
    let n = xs.len();
    assert!(n >= 3 && n == ys.len(), "need at least three points");
    let h: Vec<f64> = xs.windows(2).map(|p| p[1] - p[0]).collect();
    let mut lower = vec![0.0; n];
    let mut diag = vec![1.0; n];
    let mut upper = vec![0.0; n];
    let mut rhs = vec![0.0; n];
    for i in 1..n - 1 {
        lower[i] = h[i - 1];
        diag[i] = 2.0 * (h[i - 1] + h[i]);
        upper[i] = h[i];
        rhs[i] = 6.0 * ((ys[i + 1] - ys[i]) / h[i] - (ys[i] - ys[i - 1]) / h[i - 1]);
    }
    for i in 1..n {
        let w = lower[i] / diag[i - 1];
        diag[i] -= w * upper[i - 1];
        rhs[i] -= w * rhs[i - 1];
    }
    let mut m = vec![0.0; n];
    m[n - 1] = rhs[n - 1] / diag[n - 1];
    for i in (0..n - 1).rev() {
        m[i] = (rhs[i] - upper[i] * m[i + 1]) / diag[i];
    }
    let k = xs.iter().position(|&x| x > at).unwrap_or(n - 1).max(1) - 1;
    let (a, b) = (xs[k + 1] - at, at - xs[k]);
    (m[k] * a.powi(3) + m[k + 1] * b.powi(3)) / (6.0 * h[k])
        + (ys[k] / h[k] - m[k] * h[k] / 6.0) * a
        + (ys[k + 1] / h[k] - m[k + 1] * h[k] / 6.0) * b
}
#[test]
fn splines() {
    let x = (
        vec![0.0, 1.0, 2.5, 3.0, 4.2],
        vec![0.3, 1.0, -0.5, 0.2, 0.9],
        2.7,
    );
    let g = spline::grad(&x.0, &x.1, x.2);
    differences::compare(
        |(a, b, c): (Vec<f64>, Vec<f64>, f64)| spline(&a, &b, c),
        &x,
        &g,
    );
}

#[derive(Clone, Debug, Differentiable)]
struct Attention {
    wq: Array2<f64>,
    wk: Array2<f64>,
    wv: Array2<f64>,
    heads: usize,
}
#[differentiable]
impl Attention {
    fn forward(&self, x: &Array2<f64>) -> Array2<f64> {
        let (q, k, v) = (x.dot(&self.wq), x.dot(&self.wk), x.dot(&self.wv));
        let scale = 1.0 / (q.ncols() as f64).sqrt();
        let mut scores = q.dot(&k.t()) * scale;
        for mut row in scores.rows_mut() {
            let max = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            row.mapv_inplace(|v| (v - max).exp());
            let total = row.sum();
            row /= total;
        }
        scores.dot(&v)
    }
}
#[differentiable]
fn attention_loss(a: &Attention, x: &Array2<f64>) -> f64 {
    let y = a.forward(x);
    let mean = y.mean_axis(Axis(0)).unwrap();
    let centred = &y - &mean;
    (&centred * &centred).sum() / centred.len() as f64
}
#[test]
fn attention() {
    let a = Attention {
        wq: array![[0.3, -0.1], [0.2, 0.5]],
        wk: array![[0.1, 0.4], [-0.3, 0.2]],
        wv: array![[0.9, 0.1], [0.2, -0.7]],
        heads: 1,
    };
    let x = (a, array![[1.0, 0.5], [-0.3, 0.8], [0.2, -1.0]]);
    let g = attention_loss::grad(&x.0, &x.1);
    differences::compare(
        |(a, x): (Attention, Array2<f64>)| attention_loss(&a, &x),
        &x,
        &g,
    );
}
