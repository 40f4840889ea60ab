//! Traits: static dispatch, default methods, associated constants and functions, foreign types.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, Storable, differentiable};
use autodiff_tests::differences;

#[differentiable]
trait Model {
    const BIAS: f64;
    const LAYERS: usize = 2;

    fn eval(&self, x: f64) -> f64;
    fn step(&mut self, k: f64);
    fn start(x: f64) -> f64 {
        x * Self::BIAS
    }
    fn twice(&self, x: f64) -> f64 {
        let y = self.eval(x);
        self.eval(y * x) + Self::BIAS * Self::start(y)
    }
    fn settle(&mut self, x: f64) -> f64 {
        let mut s = x;
        for i in 0..Self::LAYERS {
            self.step(s);
            s = self.twice(s).sin();
            if s > 0.9 {
                return s * i as f64 + self.eval(s).sin();
            }
        }
        s
    }
    fn name(&self) -> String {
        "model".to_string()
    }
}

#[derive(Clone, Debug, Differentiable)]
struct Quad {
    a: f64,
    b: f64,
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct Sine(f64);

#[derive(Clone, Debug, Differentiable)]
enum Either {
    Quad(Quad),
    Sine(Sine),
}

#[differentiable]
impl Model for Quad {
    const BIAS: f64 = 0.3;
    fn eval(&self, x: f64) -> f64 {
        self.a * x * x + self.b
    }
    fn step(&mut self, k: f64) {
        self.a -= 0.1 * k * self.b;
        self.b *= self.a;
    }
}

#[differentiable]
impl Model for Sine {
    const BIAS: f64 = -0.2;
    const LAYERS: usize = 4;
    fn eval(&self, x: f64) -> f64 {
        (self.0 * x).sin()
    }
    fn step(&mut self, k: f64) {
        *self = Sine(self.0 * k.cos());
    }
    fn twice(&self, x: f64) -> f64 {
        self.eval(x) * 2.0 + Self::start(self.0)
    }
}

#[differentiable]
impl Model for Either {
    const BIAS: f64 = 1.0;
    fn eval(&self, x: f64) -> f64 {
        match self {
            Either::Quad(q) => q.eval(x),
            Either::Sine(s) => s.twice(x) + Sine::BIAS,
        }
    }
    fn step(&mut self, k: f64) {
        match self {
            Self::Quad(q) => q.step(k),
            Self::Sine(s) => {
                s.step(k);
                if s.0 < 0.2 {
                    *self = Either::Quad(Quad { a: k, b: 0.1 });
                }
            }
        }
    }
}

#[differentiable]
impl Model for f64 {
    const BIAS: f64 = 0.5;
    fn eval(&self, x: f64) -> f64 {
        self * x
    }
    fn step(&mut self, k: f64) {
        *self *= k;
    }
}

#[differentiable]
impl Model for Vec<f64> {
    const BIAS: f64 = 0.1;
    fn eval(&self, x: f64) -> f64 {
        let mut y = 0.0;
        for c in self.iter().rev() {
            y = (y * x + c).sin();
        }
        y
    }
    fn step(&mut self, k: f64) {
        for c in self.iter_mut() {
            *c *= k;
        }
        self.push(k);
    }
}

#[differentiable]
fn run<M: Model + Differentiable>(m: &M, x: f64) -> f64 {
    m.twice(x) * m.eval(x) + M::BIAS * M::start(x)
}

#[differentiable]
fn settled<M>(m: M, x: f64) -> f64
where
    M: Model + Differentiable + Storable + Clone,
{
    let mut n = m.clone();
    let a = n.settle(x);
    let b = M::settle(&mut n, a);
    let c = Model::eval(&n, b);
    let d = <M as Model>::twice(&m, c);
    a * b + c * d
}

#[differentiable]
fn all<M: Model + Differentiable>(ms: &[M], x: f64) -> f64 {
    let mut s = x;
    for m in ms {
        s += m.eval(s) * 0.3;
    }
    s
}

#[differentiable]
fn pair<A: Model + Differentiable, B: Model + Differentiable + Clone>(
    a: &A,
    b: &mut B,
    x: f64,
) -> f64 {
    b.step(a.eval(x));
    a.eval(b.eval(x)) * b.twice(x)
}

#[differentiable]
fn mixed(q: Quad, s: Sine, v: Vec<f64>, x: f64) -> f64 {
    let mut s = s;
    let a = pair(&q, &mut s, x);
    let mut q = q;
    let b = pair::<Sine, Quad>(&s, &mut q, x);
    let c = pair(&v, &mut q, x);
    a * b + c + all(&[q.clone(), q], x) + all::<f64>(&v, x)
}

#[differentiable]
trait Distance<Rhs: Differentiable = Self> {
    fn distance(&self, other: &Rhs) -> f64;
}

#[differentiable]
impl Distance for Sine {
    fn distance(&self, other: &Sine) -> f64 {
        (self.0 - other.0).abs()
    }
}

#[differentiable]
impl Distance<Quad> for Sine {
    fn distance(&self, other: &Quad) -> f64 {
        self.0 * other.a * other.b
    }
}

#[differentiable]
fn distances(s: &Sine, q: &Quad) -> f64 {
    let t = Sine(q.a);
    s.distance(&t) * s.distance(q)
}

/// The gradient of a descent by gradients of a descent would need second derivatives; the value
/// may use what it likes.
#[differentiable]
trait Optimiser {
    fn update(&mut self, x: &mut [f64], g: &[f64]) -> Result<(), String>;
}

#[derive(Clone, Debug, Differentiable)]
struct Momentum {
    rate: f64,
    keep: f64,
    v: Vec<f64>,
}

#[differentiable]
impl Optimiser for Momentum {
    fn update(&mut self, x: &mut [f64], g: &[f64]) -> Result<(), String> {
        if x.len() != g.len() {
            return Err("lengths".into());
        }
        if self.v.is_empty() {
            self.v = vec![0.0; x.len()];
        }
        for i in 0..x.len() {
            self.v[i] = self.keep * self.v[i] - self.rate * g[i];
            x[i] += self.v[i];
        }
        Ok(())
    }
}

#[differentiable]
fn descend<O: Optimiser + Differentiable + Clone>(o: &mut O, x: &mut [f64]) -> Result<f64, String> {
    for _ in 0..3 {
        let g = [2.0 * x[0] * x[1], x[0] * x[0]];
        o.update(x, &g)?;
    }
    Ok(x[0] * x[1])
}

#[differentiable]
fn trained(o: Momentum, x: Vec<f64>) -> f64 {
    let (mut o, mut x) = (o, x);
    match descend(&mut o, &mut x) {
        Ok(v) => v * o.v[0],
        Err(_) => x[0] * o.rate,
    }
}

const Q: Quad = Quad { a: 0.7, b: 0.4 };

#[test]
fn dispatch() {
    differences!(run(&m, x); m = Q, x = 0.9);
    differences!(run(&m, x); m = Sine(0.8), x = 0.9);
    differences!(run(&m, x); m = 0.8, x = 0.9);
    differences!(run(&m, x); m = vec![0.8, -0.3, 0.4], x = 0.9);
    differences!(run(&m, x); m = Either::Quad(Q), x = 0.9);
    differences!(run(&m, x); m = Either::Sine(Sine(0.7)), x = 0.9);
    for x in [0.4, 0.9] {
        differences!(settled(m, x); m = Q, x = x);
        differences!(settled(m, x); m = Sine(0.8), x = x);
        differences!(settled(m, x); m = 0.8, x = x);
        differences!(settled(m, x); m = vec![0.8, -0.3], x = x);
        differences!(settled(m, x); m = Either::Sine(Sine(0.3)), x = x);
    }
    differences!(all(&m, x); m = vec![Sine(0.8), Sine(0.3)], x = 0.9);
    differences!(mixed(q, s, v, x); q = Q, s = Sine(0.6), v = vec![0.4, 0.2], x = 0.9);
    differences!(distances(&s, &q); s = Sine(0.8), q = Q);
    assert_eq!(Q.name(), "model");
}

#[test]
fn optimiser() {
    let o = Momentum {
        rate: 0.1,
        keep: 0.9,
        v: vec![],
    };
    differences!(trained(o, x); o = o.clone(), x = vec![0.7, 1.2]);
    differences!(trained(o, x); o = o, x = vec![0.7, 1.2, 0.5]);
}
