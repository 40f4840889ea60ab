//! Integers, flags and strings in structs, results of methods that are discrete, and constants of
//! any type beside what is differentiated.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use std::collections::HashMap;

use autodiff_core::{Differentiable, detach, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct S {
    v: Vec<f64>,
    order: Vec<usize>,
    n: usize,
    sign: i8,
    on: bool,
    tag: char,
    name: String,
    #[differentiable(skip)]
    table: HashMap<String, f64>,
    k: f64,
}

#[differentiable]
impl S {
    fn count(&self) -> usize {
        self.v.len() + self.n
    }
    fn largest(&self) -> (usize, f64) {
        let mut at = 0;
        for i in 1..self.v.len() {
            if self.v[i] > self.v[at] {
                at = i;
            }
        }
        (at, self.v[at] * self.k)
    }
    fn is_on(&self) -> bool {
        self.on && self.k > 0.0
    }
    fn advance(&mut self, by: usize) -> usize {
        self.n += by;
        self.k *= self.n as f64;
        self.on = !self.on;
        self.n
    }
}

#[differentiable]
fn integers(s: &S, x: f64) -> f64 {
    let n = s.n;
    let m = n + s.v.len() - 1;
    let mut t = x * n as f64 + m as f64 * s.k;
    for i in 0..m {
        t += s.v[s.order[i % s.order.len()]] * i as f64;
    }
    for (i, at) in s.order.iter().enumerate() {
        t *= 1.0 + s.v[*at] * (i + *at) as f64 * 0.1;
    }
    t * f64::from(s.sign) + s.name.len() as f64 * x
}

#[differentiable]
fn results(s: &S, x: f64) -> f64 {
    let n = s.count();
    let (at, v) = s.largest();
    let mut t = v * x * n as f64 + s.v[at];
    if s.is_on() && s.tag == 'a' || s.name == "other" {
        t *= s.k;
    }
    for i in 0..s.count() {
        t += x * i as f64;
    }
    t * s.largest().1 + s.largest().0 as f64 * x
}

#[differentiable]
fn changing(s: S, x: f64) -> f64 {
    let mut s = s;
    let mut t = x;
    let mut last = 0;
    for i in 0..4 {
        last = s.advance(i);
        if s.on {
            t += s.k * x;
            s.name.push('x');
        } else {
            t *= s.v[last % s.v.len()];
            s.order.push(i);
        }
        s.tag = if t > 2.0 { 'b' } else { s.tag };
        s.n = s.n % 5 + s.order.len();
    }
    match (s.tag, s.n, s.name.as_str()) {
        ('a', _, "nx") => t,
        (_, n @ 1..=20, name) => t * n as f64 * name.len() as f64 + last as f64 * s.k,
        _ => t * t,
    }
}

#[differentiable]
fn table(s: &S, x: f64) -> f64 {
    let k = detach(s.table["k"]);
    let other = if s.table.contains_key("other") {
        1.0
    } else {
        0.5
    };
    x * k * s.k + other * s.v[0]
}

struct Config {
    rate: f64,
    steps: usize,
    pick: fn(f64) -> bool,
}

#[differentiable(wrt(x, s))]
fn configured(c: &Config, x: f64, s: &S, own: &Config) -> f64 {
    let mut t = x;
    for _ in 0..c.steps {
        if (c.pick)(t) {
            t *= c.rate * s.k;
        } else {
            t += own.rate * x;
        }
    }
    t
}

#[derive(Clone, Debug, Differentiable)]
struct Scale {
    by: f64,
}

#[differentiable]
impl Scale {
    fn apply(&self, x: f64) -> f64 {
        self.by * x * x
    }
    #[differentiable(wrt(x))]
    fn only_x(&self, x: f64, k: f64) -> f64 {
        self.by * x * k
    }
}

#[differentiable(wrt(x))]
fn constant_receiver(s: &Scale, x: f64, t: Scale) -> f64 {
    let local = Scale { by: s.by + t.by };
    s.apply(x)
        + t.apply(s.apply(x))
        + local.apply(x)
        + Scale { by: x }.apply(2.0)
        + s.only_x(x, 2.0)
}

#[differentiable]
fn not_finite(s: &Scale, x: f64) -> f64 {
    if s.by.is_nan() {
        return x * 2.0;
    }
    let t = s.apply(x);
    if t.is_infinite() { s.by } else { t }
}

fn s(on: bool) -> S {
    S {
        v: vec![0.4, 1.2, 0.7],
        order: vec![2, 0],
        n: 2,
        sign: -1,
        on,
        tag: 'a',
        name: "n".into(),
        table: HashMap::from([("k".to_string(), 3.0)]),
        k: 0.8,
    }
}

#[test]
fn discrete() {
    for on in [true, false] {
        differences!(integers(&s, x); s = s(on), x = 0.6);
        differences!(results(&s, x); s = s(on), x = 0.6);
        differences!(changing(s, x); s = s(on), x = 0.6);
        differences!(table(&s, x); s = s(on), x = 0.6);
    }
}

#[test]
fn constants() {
    let config = |rate| Config {
        rate,
        steps: 3,
        pick: |t| t > 0.7,
    };
    for x in [0.6, 0.9] {
        let (by_x, by_s) = configured::grad(&config(0.9), x, &s(true), &config(0.3));
        let at = |x: f64, k: f64| configured(&config(0.9), x, &S { k, ..s(true) }, &config(0.3));
        assert!((by_x - (at(x + 1e-6, 0.8) - at(x - 1e-6, 0.8)) / 2e-6).abs() < 1e-7);
        assert!((by_s.k - (at(x, 0.8 + 1e-6) - at(x, 0.8 - 1e-6)) / 2e-6).abs() < 1e-7);
    }
    let scale = |by| Scale { by };
    let at = |x| constant_receiver(&scale(0.7), x, scale(0.4));
    let by_x = constant_receiver::grad(&scale(0.7), 1.3, scale(0.4));
    assert!((by_x - (at(1.3 + 1e-6) - at(1.3 - 1e-6)) / 2e-6).abs() < 1e-7);
    assert_eq!(scale(0.5).only_x_grad(2.0, 3.0), 1.5);
}

#[test]
fn nan_and_infinity() {
    let (by_scale, by_x) = not_finite::grad(&Scale { by: f64::NAN }, 3.0);
    assert_eq!((by_scale.by, by_x), (0.0, 2.0));
    let (by_scale, by_x) = not_finite::grad(&Scale { by: f64::INFINITY }, 3.0);
    assert_eq!(by_scale.by, 1.0);
    assert!(by_x.is_nan()); // zero times infinity: the square was computed
    let (by_scale, by_x) = not_finite::grad(&Scale { by: 2.0 }, f64::NAN);
    assert!(by_scale.by.is_nan() && by_x.is_nan());
}

/// Elements of fields without derivatives are read as values.
mod read_elements {
    use autodiff_core::{Differentiable, differentiable};
    use autodiff_tests::differences;

    #[derive(Clone, Debug, Differentiable)]
    struct Permuted {
        w: Vec<f64>,
        order: Vec<usize>,
        offsets: [usize; 2],
    }

    #[differentiable]
    fn run(m: &Permuted, x: f64) -> f64 {
        let mut s = x;
        for i in 0..m.order.len() {
            let j = m.order[i];
            let k = m.offsets[i % 2];
            s += m.w[j] * m.w[k] * s;
        }
        s
    }

    #[test]
    fn agree() {
        let m = Permuted {
            w: vec![0.5, 2.0, -0.3],
            order: vec![1, 0, 2],
            offsets: [2, 0],
        };
        differences!(run(&m, x); m = m, x = 0.7);
    }
}
