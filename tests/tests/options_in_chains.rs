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
    gauges.iter().flatten().map(read).sum()
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

/// `Option`s of references, made for the arms alone.
mod of_references {
    use autodiff_core::differentiable;
    use autodiff_tests::differences;

    #[differentiable]
    fn greatest(x: &[f64]) -> f64 {
        if let Some((i, v)) = x.iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b)) {
            v * v * (i + 1) as f64
        } else {
            0.5
        }
    }

    #[differentiable]
    fn or_else(x: &[f64]) -> f64 {
        let Some((i, v)) = x.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)) else {
            return 0.5;
        };
        let Some(least) = x.iter().min_by(|a, b| a.total_cmp(b)) else {
            panic!("there is one")
        };
        v * v * (i + 1) as f64 + x[0] * least.sin() * *least
    }

    #[differentiable]
    fn found_in_a_loop(x: &[f64]) -> f64 {
        let mut s = 1.0;
        for k in 0..3 {
            let above = 0.2 * k as f64;
            if let Some((i, v)) = x.iter().enumerate().find(|(_, v)| **v > above) {
                s *= v * (i + 2) as f64 + s;
            }
            s *= 2.0;
        }
        s
    }

    #[differentiable]
    fn matched(x: &[f64]) -> f64 {
        match x.iter().max_by(|a, b| a.total_cmp(b)) {
            None => 0.5,
            Some(m) => *m * *m * x[0],
        }
    }

    #[differentiable]
    fn values_of_references(x: &[f64]) -> f64 {
        let at = match x.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)) {
            Some((i, _)) => i,
            None => return 0.5,
        };
        let small = match x.iter().find(|v| **v < 0.5) {
            Some(&v) => v,
            None => 2.0,
        };
        let (k, v) = match x.iter().enumerate().find(|(_, v)| **v < 0.5) {
            Some((k, &v)) => (k, v),
            None => (0, 2.0),
        };
        x[at] * small * v * (k + 1) as f64
    }

    #[differentiable]
    fn until_none_is_left(x: &[f64]) -> f64 {
        let mut y = x.to_vec();
        let mut s = 0.5;
        while let Some((i, v)) = y.iter().enumerate().find(|(_, v)| **v > 0.1) {
            s *= v * v + 1.0;
            y[i] *= -1.0;
        }
        s + y.iter().sum::<f64>()
    }

    #[differentiable]
    fn pair(x: &[f64]) -> f64 {
        let pairs: Vec<(f64, f64)> = x.iter().map(|v| (*v, v * v)).collect();
        if let Some(&(a, b)) = pairs.iter().find(|p| p.0 > 0.2) {
            a * b
        } else {
            0.5
        }
    }

    #[differentiable]
    fn passed_on(x: &[f64]) -> Option<f64> {
        let m = x.iter().max_by(|a, b| a.total_cmp(b))?;
        let (i, v) = x.iter().enumerate().find(|(_, v)| **v < 0.5)?;
        Some(m * m * v + i as f64 * v)
    }

    #[test]
    fn agree() {
        let functions = [
            (
                greatest as fn(&[f64]) -> f64,
                greatest::grad as fn(&[f64]) -> Vec<f64>,
            ),
            (or_else, or_else::grad),
            (found_in_a_loop, found_in_a_loop::grad),
            (matched, matched::grad),
            (values_of_references, values_of_references::grad),
            (until_none_is_left, until_none_is_left::grad),
            (pair, pair::grad),
        ];
        for x in [[0.3, 0.7, -0.2], [-0.6, -0.7, 0.45]] {
            for (function, grad) in functions {
                let gradient = grad(&x);
                let gradient = [gradient[0], gradient[1], gradient[2]];
                differences::compare(|x: [f64; 3]| function(&x), &x, &gradient);
                assert!(grad(&[]).is_empty());
            }
            let gradient = passed_on::grad(&x).unwrap();
            let gradient = [gradient[0], gradient[1], gradient[2]];
            differences::compare(|x: [f64; 3]| passed_on(&x).unwrap(), &x, &gradient);
        }
        assert_eq!(greatest(&[]), 0.5);
        assert_eq!(passed_on::grad(&[]), None);
        assert_eq!(passed_on::grad(&[0.6]), None);
    }
}
