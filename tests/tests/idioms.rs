//! What ordinary code is made of: small functions, each with a turn of phrase of its own.

#![allow(
    clippy::all,
    unused,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Debug, Differentiable)]
struct Line {
    from: f64,
    to: f64,
}

#[derive(Clone, Debug, Differentiable)]
struct Sampler {
    at: f64,
    step: f64,
    left: usize,
}
#[differentiable]
impl Sampler {
    fn next(&mut self) -> Option<f64> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        self.at += self.step;
        Some(self.at)
    }
    fn advance(&mut self, by: f64) -> bool {
        self.at += by * self.step;
        self.at < 3.0
    }
    fn value(&mut self) -> f64 {
        self.at *= 1.1;
        self.at
    }
}
// &mut self methods in conditions
#[differentiable]
fn walks(mut s: Sampler, k: f64) -> f64 {
    let mut total = 0.0;
    while let Some(v) = s.next() {
        total += v * k;
    }
    if let Some(v) = s.next() {
        total += v;
    }
    total
}
#[differentiable]
fn tests(mut s: Sampler, k: f64) -> f64 {
    let mut total = 0.0;
    loop {
        let more = s.advance(k);
        if !more {
            break;
        }
        total += s.at;
    }
    let v = s.value();
    let big = v > 2.0;
    if big {
        total += s.at * k;
    }
    total
}
// slices of tuples with names
#[differentiable]
fn named_items(items: &[(&str, f64)], k: f64) -> f64 {
    let mut total = 0.0;
    for (name, price) in items {
        if name.starts_with("a") {
            total += price * k;
        } else {
            total += price;
        }
    }
    total
}
#[differentiable]
fn by_labels(labels: &[String], values: &[f64]) -> f64 {
    labels
        .iter()
        .zip(values)
        .filter(|(l, _)| l.len() > 1)
        .map(|(_, v)| v * v)
        .sum()
}
// struct with references
#[derive(Clone, Debug, Differentiable)]
struct Model {
    w: Vec<f64>,
    b: f64,
}
#[differentiable]
fn nearest(xs: &[f64], q: f64) -> f64 {
    let best = xs
        .iter()
        .min_by(|a, b| (*a - q).abs().partial_cmp(&(*b - q).abs()).unwrap())
        .copied();
    match best {
        Some(v) => v * v * q,
        None => q,
    }
}
#[differentiable]
fn trapezoid(xs: &[f64], ys: &[f64]) -> f64 {
    xs.iter()
        .zip(ys)
        .zip(xs.iter().skip(1).zip(ys.iter().skip(1)))
        .map(|((x0, y0), (x1, y1))| 0.5 * (y0 + y1) * (x1 - x0))
        .sum()
}
#[differentiable]
fn running_max(xs: &[f64]) -> f64 {
    let mut best = f64::MIN;
    let mut total = 0.0;
    for x in xs.iter().copied() {
        best = best.max(x);
        total += best;
    }
    total
}
#[differentiable]
fn chunks_mean(xs: &[f64]) -> Vec<f64> {
    xs.chunks(2)
        .map(|c| c.iter().sum::<f64>() / c.len() as f64)
        .collect()
}
#[differentiable]
fn sum_chunks(xs: &[f64]) -> f64 {
    chunks_mean(xs).iter().map(|m| m * m).sum()
}
#[differentiable]
fn sorted_median(xs: &[f64]) -> f64 {
    let mut v = xs.to_vec();
    v.sort_by(|a, b| a.total_cmp(b));
    let n = v.len();
    if n % 2 == 0 {
        (v[n / 2 - 1] + v[n / 2]) / 2.0
    } else {
        v[n / 2]
    }
}
#[differentiable]
fn matrix(a: &[Vec<f64>]) -> f64 {
    let t: Vec<Vec<f64>> = (0..a[0].len())
        .map(|j| a.iter().map(|row| row[j]).collect())
        .collect();
    t.iter().map(|r| r.iter().product::<f64>()).sum()
}
#[differentiable]
fn state_machine(inputs: &[f64], gain: f64) -> f64 {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Idle,
        Running(usize),
        Done,
    }
    let mut state = State::Idle;
    let mut out = 0.0;
    for &x in inputs {
        state = match state {
            State::Idle if x > 0.5 => State::Running(0),
            State::Running(n) if n >= 2 => State::Done,
            State::Running(n) => {
                out += gain * x;
                State::Running(n + 1)
            }
            other => other,
        };
    }
    out
}
#[differentiable]
fn optional(x: Option<f64>, y: Option<f64>) -> Option<f64> {
    let z = x.zip(y).map(|(a, b)| a * b);
    let w = x.or(y)?;
    z.map(|z| z + w).or(Some(w))
}
#[differentiable]
fn parse(text: &str, k: f64) -> Result<f64, std::num::ParseFloatError> {
    let mut total = 0.0;
    for part in text.split(',') {
        let v: f64 = part.trim().parse()?;
        total += v * k.powi(2);
    }
    Ok(total)
}
#[differentiable]
fn nested_fn(x: f64) -> f64 {
    #[differentiable]
    fn inner(v: f64) -> f64 {
        v * v
    }
    let table = [1.0, 2.0, 3.0];
    table.iter().map(|t| inner(t * x)).sum()
}
#[test]
fn agree() {
    let s = Sampler {
        at: 0.2,
        step: 0.4,
        left: 4,
    };
    let at = (s.clone(), 0.7);
    differences::compare(
        |(s, k): (Sampler, f64)| walks(s, k),
        &at,
        &walks::grad(s.clone(), 0.7),
    );
    differences::compare(
        |(s, k): (Sampler, f64)| tests(s, k),
        &(s.clone(), 0.73),
        &tests::grad(s.clone(), 0.73),
    );
    let items = vec![("apple", 0.3), ("pear", 1.2)];
    let (prices, k) = named_items::grad(&items, 0.4);
    let along = |k: f64| named_items(&items, k);
    differences::compare(along, &0.4, &k);
    assert_eq!(prices.iter().map(|p| p.1).collect::<Vec<_>>(), [0.4, 1.0]);
    let xs = vec![0.3, 1.4, -0.2, 0.8];
    differences::compare(
        |(x, q): (Vec<f64>, f64)| nearest(&x, q),
        &(xs.clone(), 0.75),
        &nearest::grad(&xs, 0.75),
    );
    let ys = vec![1.0, 0.3, 0.5, 0.1];
    differences::compare(
        |(x, q): (Vec<f64>, Vec<f64>)| trapezoid(&x, &q),
        &(xs.clone(), ys.clone()),
        &trapezoid::grad(&xs, &ys),
    );
    differences::compare(|x: Vec<f64>| running_max(&x), &xs, &running_max::grad(&xs));
    differences::compare(|x: Vec<f64>| sum_chunks(&x), &xs, &sum_chunks::grad(&xs));
    differences::compare(
        |x: Vec<f64>| sorted_median(&x),
        &xs,
        &sorted_median::grad(&xs),
    );
    let a = vec![vec![0.3, 0.2], vec![1.5, -0.4]];
    differences::compare(|a: Vec<Vec<f64>>| matrix(&a), &a, &matrix::grad(&a));
    differences::compare(
        |(x, q): (Vec<f64>, f64)| state_machine(&x, q),
        &(vec![0.1, 0.6, 0.2, 0.3, 0.9], 0.75),
        &state_machine::grad(&[0.1, 0.6, 0.2, 0.3, 0.9], 0.75),
    );
    let o = (Some(0.3), Some(0.8));
    differences::compare(
        |(x, y): (Option<f64>, Option<f64>)| optional(x, y).unwrap(),
        &o,
        &optional::grad(o.0, o.1).unwrap(),
    );
    differences::compare(
        |k: f64| parse("1.5, 2", k).unwrap(),
        &0.4,
        &parse::grad("1.5, 2", 0.4).unwrap(),
    );
    differences::compare(|x: f64| nested_fn(x), &0.4, &nested_fn::grad(0.4));
    let labels = vec!["a".to_string(), "bb".to_string()];
    differences::compare(
        |x: Vec<f64>| by_labels(&labels, &x),
        &xs,
        &by_labels::grad(&labels, &xs),
    );
}
