//! Options made elsewhere in closures of chains, and options as what a loop goes through.

#![allow(
    clippy::all,
    for_loops_over_fallibles,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Debug, Differentiable)]
struct Gauge {
    offset: Option<f64>,
    gain: f64,
}

#[differentiable]
impl Gauge {
    fn read(&self, t: f64) -> Option<f64> {
        self.offset.map(|v| v * t + self.gain)
    }
}

#[differentiable]
fn root(x: f64) -> Option<f64> {
    if x > 0.0 { Some(x.sqrt()) } else { None }
}

#[differentiable]
fn of_calls(x: &[f64]) -> f64 {
    let first: f64 = x.iter().filter_map(|v| root(*v)).sum();
    let roots: Vec<f64> = x
        .iter()
        .enumerate()
        .filter_map(|(i, v)| if i == 0 { root(v * v) } else { root(*v) })
        .collect();
    let found = x.iter().find_map(|v| root(v - 0.4)).unwrap_or(0.3);
    first * roots[1] + found
}

#[differentiable]
fn of_lookups(rows: &[Vec<f64>]) -> f64 {
    let lasts: f64 = rows.iter().filter_map(|row| row.last()).sum();
    let seconds: f64 = rows
        .iter()
        .filter_map(|row| row.get(1))
        .map(|v| v * v)
        .sum();
    let firsts: f64 = rows.iter().filter_map(|row| row.first().copied()).product();
    lasts * seconds + firsts
}

#[differentiable]
fn of_variables(x: &[Option<f64>]) -> f64 {
    let some: f64 = x.iter().filter_map(|v| *v).sum();
    let squares: f64 = x.iter().filter_map(|v| v.map(|w| w * w)).product();
    let first: f64 = x.iter().map_while(|v| *v).sum();
    some * squares + first * first
}

#[differentiable]
fn of_methods(gauges: &[Gauge], t: f64) -> f64 {
    let read: f64 = gauges.iter().filter_map(|gauge| gauge.read(t)).sum();
    read * gauges.iter().filter_map(|gauge| gauge.offset).sum::<f64>()
}

#[differentiable]
fn half(v: f64) -> Option<f64> {
    if v > 0.1 { Some(0.5 * v) } else { None }
}

#[differentiable]
fn halves(x: f64) -> f64 {
    let all: Vec<f64> = std::iter::successors(Some(x), |v| half(*v)).collect();
    let weights: Vec<f64> = (0..9)
        .scan(x, |state, _| {
            *state *= 0.7;
            half(*state)
        })
        .collect();
    all.iter().zip(&weights).map(|(v, w)| v * w).sum()
}

#[test]
fn made_elsewhere() {
    differences!(of_calls(&x); x = vec![0.3, -0.5, 0.9]);
    differences!(of_lookups(&rows); rows = vec![vec![0.3, 0.4], vec![], vec![0.7]]);
    differences!(of_variables(&x); x = vec![Some(0.3), None, Some(0.8)]);
    differences!(halves(x); x = 0.9);
    let gauges = vec![
        Gauge {
            offset: Some(0.3),
            gain: 0.2,
        },
        Gauge {
            offset: None,
            gain: 0.4,
        },
    ];
    differences!(of_methods(&gauges, t); gauges = gauges, t = 0.9);
}

#[differentiable]
fn flattened(x: &[Option<f64>]) -> f64 {
    let squares: f64 = x.iter().flatten().map(|v| v * v).sum();
    let most = x.iter().flatten().copied().fold(0.1, f64::max);
    let mut y = x.to_vec();
    for v in y.iter_mut().flatten() {
        *v *= *v;
    }
    for v in &mut y[0] {
        *v += 1.0;
    }
    squares * most + y.iter().flatten().product::<f64>()
}

#[differentiable]
fn flattened_structs(gauges: &[Option<Gauge>]) -> f64 {
    let read = |gauge: &Gauge| gauge.gain * gauge.gain + gauge.offset.iter().sum::<f64>();
    gauges.iter().flatten().map(|gauge| read(gauge)).sum()
}

#[differentiable]
fn chained(x: Option<f64>, y: Option<f64>) -> f64 {
    let mut s = 0.1;
    for v in x.iter() {
        s += v * v;
    }
    for v in &y {
        s *= v;
    }
    s + x.into_iter().chain(y).sum::<f64>()
}

#[test]
fn gone_through() {
    differences!(flattened(&x); x = vec![Some(0.3), None, Some(0.8)]);
    let gauges = vec![
        Some(Gauge {
            offset: Some(0.3),
            gain: 0.2,
        }),
        None,
        Some(Gauge {
            offset: None,
            gain: 0.4,
        }),
    ];
    differences!(flattened_structs(&gauges); gauges = gauges);
    for (x, y) in [(Some(0.4), Some(0.9)), (Some(0.4), None), (None, Some(0.9))] {
        differences!(chained(x, y); x = x, y = y);
    }
}
