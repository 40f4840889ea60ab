//! Likelihoods, filters, clusters and rules of trading.

#![allow(
    clippy::all,
    unused,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Copy, Debug, Differentiable)]
struct Kalman {
    x: f64,
    p: f64,
    q: f64,
    r: f64,
}
#[differentiable]
impl Kalman {
    fn predict(&mut self) {
        self.p += self.q;
    }
    fn update(&mut self, z: f64) -> f64 {
        let s = self.p + self.r;
        let k = self.p / s;
        let innovation = z - self.x;
        self.x += k * innovation;
        self.p *= 1.0 - k;
        -0.5 * (s.ln() + innovation * innovation / s)
    }
}
#[differentiable]
fn kalman_likelihood(mut k: Kalman, observations: &[Option<f64>]) -> f64 {
    let mut total = 0.0;
    for z in observations {
        k.predict();
        if let Some(z) = z {
            total += k.update(*z);
        }
    }
    total
}
#[test]
fn kalman() {
    let k = Kalman {
        x: 0.1,
        p: 1.0,
        q: 0.2,
        r: 0.5,
    };
    let obs = vec![
        Some(0.3),
        None,
        Some(0.5),
        Some(-0.2),
        None,
        None,
        Some(1.0),
    ];
    let g = kalman_likelihood::grad(k, &obs);
    differences::compare(
        |(k, o): (Kalman, Vec<Option<f64>>)| kalman_likelihood(k, &o),
        &(k, obs),
        &g,
    );
}

#[differentiable]
fn garch(returns: &[f64], (omega, alpha, beta): (f64, f64, f64)) -> f64 {
    let mean = returns.iter().sum::<f64>() / returns.len() as f64;
    let variance =
        returns.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / (returns.len() - 1) as f64;
    let (total, _) = returns.iter().fold((0.0, variance), |(ll, s2), r| {
        let e = r - mean;
        let s2 = omega + alpha * e * e + beta * s2;
        (ll - 0.5 * (s2.ln() + e * e / s2), s2)
    });
    total
}
#[test]
fn garch_likelihood() {
    let x = (vec![1.0, -2.0, 1.5, 3.0, -4.0, 0.5], (0.2, 0.1, 0.85));
    let g = garch::grad(&x.0, x.1);
    differences::compare(|(r, p): (Vec<f64>, (f64, f64, f64))| garch(&r, p), &x, &g);
}

#[differentiable]
fn hmm(start: &[f64], trans: &[Vec<f64>], emit: &[Vec<f64>], seen: &[usize]) -> Option<f64> {
    let first = *seen.first()?;
    let mut alpha: Vec<f64> = start.iter().zip(emit).map(|(s, e)| s * e[first]).collect();
    let mut ll = 0.0;
    for &o in &seen[1..] {
        let scale: f64 = alpha.iter().sum();
        ll += scale.ln();
        let prev: Vec<f64> = alpha.iter().map(|a| a / scale).collect();
        for (j, a) in alpha.iter_mut().enumerate() {
            *a = prev
                .iter()
                .enumerate()
                .map(|(i, p)| p * trans[i][j])
                .sum::<f64>()
                * emit[j][o];
        }
    }
    Some(ll + alpha.iter().sum::<f64>().ln())
}
#[test]
fn hmm_likelihood() {
    let x = (
        vec![0.6, 0.4],
        vec![vec![0.7, 0.3], vec![0.2, 0.8]],
        vec![vec![0.5, 0.3, 0.2], vec![0.1, 0.2, 0.7]],
    );
    let seen = [0, 2, 1, 2, 0];
    let g = hmm::grad(&x.0, &x.1, &x.2, &seen).unwrap();
    differences::compare(
        |(s, t, e): (Vec<f64>, Vec<Vec<f64>>, Vec<Vec<f64>>)| hmm(&s, &t, &e, &seen).unwrap(),
        &x,
        &g,
    );
}

#[differentiable]
fn ema_crossover(prices: &[f64], fast: f64, slow: f64) -> f64 {
    let Some(&first) = prices.first() else {
        return 0.0;
    };
    let (mut f, mut s) = (first, first);
    let mut cash = 0.0;
    let mut long = false;
    for w in prices.windows(2) {
        let (prev, now) = (w[0], w[1]);
        if long {
            cash += now - prev;
        }
        f = fast * now + (1.0 - fast) * f;
        s += slow * (now - s);
        long = f > s;
    }
    cash + 0.1 * (f - s)
}
#[test]
fn crossover() {
    let x = (vec![1.0, 1.2, 1.1, 1.4, 1.3, 1.7, 1.5], 0.5, 0.2);
    let g = ema_crossover::grad(&x.0, x.1, x.2);
    differences::compare(
        |(p, f, s): (Vec<f64>, f64, f64)| ema_crossover(&p, f, s),
        &x,
        &g,
    );
}

#[differentiable]
fn rbf(a: &[f64], b: &[f64], length: f64) -> f64 {
    let d2: f64 = a
        .iter()
        .zip(b)
        .map(|(x, y)| {
            let d = x - y;
            d * d
        })
        .sum();
    (-0.5 * d2 / (length * length)).exp()
}
#[differentiable]
fn kernel_regression(points: &[[f64; 2]], values: &[f64], query: [f64; 2], length: f64) -> f64 {
    let kernel = |p: &[f64; 2]| rbf(p, &query, length);
    let weights: Vec<f64> = points.iter().map(|p| kernel(p)).collect();
    let total: f64 = weights.iter().sum();
    if total == 0.0 {
        return values.iter().sum::<f64>() / values.len() as f64;
    }
    weights.iter().zip(values).map(|(w, v)| w * v).sum::<f64>() / total
}
#[test]
fn kernels() {
    let x = (
        vec![[0.0, 0.5], [1.0, -0.5], [0.4, 0.9]],
        vec![1.0, 2.0, -1.0],
        [0.3, 0.2],
        0.8,
    );
    let g = kernel_regression::grad(&x.0, &x.1, x.2, x.3);
    differences::compare(
        |(a, b, c, d): (Vec<[f64; 2]>, Vec<f64>, [f64; 2], f64)| kernel_regression(&a, &b, c, d),
        &x,
        &g,
    );
}

#[differentiable]
fn kmeans_cost(points: &[(f64, f64)], centres: &mut Vec<(f64, f64)>, rounds: usize) -> f64 {
    let mut cost = 0.0;
    for _ in 0..rounds {
        cost = 0.0;
        let mut sums = vec![(0.0, 0.0, 0usize); centres.len()];
        for &(x, y) in points {
            let mut best = 0;
            let mut nearest = f64::INFINITY;
            for (i, &(cx, cy)) in centres.iter().enumerate() {
                let d = (x - cx).powi(2) + (y - cy).powi(2);
                if d < nearest {
                    nearest = d;
                    best = i;
                }
            }
            sums[best].0 += x;
            sums[best].1 += y;
            sums[best].2 += 1;
            cost += nearest;
        }
        for (c, s) in centres.iter_mut().zip(&sums) {
            if s.2 > 0 {
                *c = (s.0 / s.2 as f64, s.1 / s.2 as f64);
            }
        }
    }
    cost
}
#[test]
fn kmeans() {
    let x = (
        vec![(0.1, 0.2), (0.3, -0.1), (2.0, 2.2), (1.8, 2.5)],
        vec![(0.5, 0.0), (1.5, 2.0)],
    );
    let mut c = x.1.clone();
    let g = kmeans_cost::grad(&x.0, &mut c, 2);
    differences::compare(
        |(p, mut c): (Vec<(f64, f64)>, Vec<(f64, f64)>)| kmeans_cost(&p, &mut c, 2),
        &x,
        &g,
    );
}

#[derive(Clone, Debug, Differentiable)]
struct Patient {
    time: f64,
    event: bool,
    features: Vec<f64>,
}
#[differentiable(wrt(beta))]
fn cox(patients: &[Patient], beta: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..patients.len()).collect();
    order.sort_by(|&a, &b| patients[b].time.partial_cmp(&patients[a].time).unwrap());
    let score = |p: &Patient| p.features.iter().zip(beta).map(|(f, b)| f * b).sum::<f64>();
    let mut risk = 0.0;
    let mut ll = 0.0;
    for &i in &order {
        let p = &patients[i];
        let eta = score(p);
        risk += eta.exp();
        if p.event {
            ll += eta - risk.ln();
        }
    }
    ll - 0.5 * 0.1 * beta.iter().map(|b| b * b).sum::<f64>()
}
#[test]
fn cox_regression() {
    let p: Vec<Patient> = [
        (2.0, true, [0.5, 1.0]),
        (3.5, false, [-0.2, 0.3]),
        (1.2, true, [1.1, -0.4]),
        (4.0, true, [0.0, 0.8]),
    ]
    .iter()
    .map(|(t, e, f)| Patient {
        time: *t,
        event: *e,
        features: f.to_vec(),
    })
    .collect();
    let beta = vec![0.3, -0.6];
    let g = cox::grad(&p, &beta);
    differences::compare(|b: Vec<f64>| cox(&p, &b), &beta, &g);
}
