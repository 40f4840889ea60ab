//! Methods: receivers of all kinds, chains, early exits, associated functions and constants.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, Leaves, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Copy, Debug, Default, PartialEq, Differentiable)]
struct V {
    x: f64,
    y: f64,
}

#[differentiable]
impl V {
    const UNIT: V = V { x: 1.0, y: 0.5 };
    const HALF: f64 = 0.5;

    fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
    fn dot(&self, o: &Self) -> f64 {
        self.x * o.x + self.y * o.y
    }
    fn times(self, k: f64) -> Self {
        V {
            x: self.x * k,
            ..self
        }
        .flip()
        .with_y(self.y * k)
    }
    fn flip(self) -> V {
        let V { x, y } = self;
        V { x: y, y: x }
    }
    fn with_y(mut self, y: f64) -> Self {
        self.y = y;
        self.x *= self.y;
        self
    }
    fn norm(&self) -> f64 {
        self.dot(self).sqrt() * Self::HALF
    }
    fn plus(&self, o: V) -> V {
        V::new(self.x + o.x * Self::UNIT.y, self.y + o.y)
    }
    fn normalize(&mut self) {
        let n = self.norm();
        *self = V::new(self.x / n, self.y / n);
    }
    fn bump(&mut self, k: f64) -> f64 {
        let before = self.x;
        self.x += k * self.y;
        if self.x > 3.0 {
            return before;
        }
        self.y *= self.x;
        before * self.y
    }
    fn swap_with(&mut self, o: &mut V) {
        std::mem::swap(&mut self.x, &mut o.y);
        self.y *= o.y;
    }
    fn sum_of(all: &[V]) -> V {
        let mut s = V::default();
        for v in all {
            s = s.plus(*v);
        }
        s
    }
    fn recursive(&self, n: usize) -> f64 {
        if n == 0 {
            self.x
        } else {
            self.flip().times(0.9).recursive(n - 1) * self.y + self.x
        }
    }
    fn dims(&self) -> usize {
        2
    }
    fn is_long(&self) -> bool {
        self.x * self.x + self.y * self.y > 1.0
    }
    #[differentiable(skip)]
    fn describe(&self) -> String {
        format!("{} {}", self.x, self.y)
    }
}

#[differentiable]
fn chained(a: V, b: &V, k: f64) -> f64 {
    a.times(k).plus(b.flip()).with_y(k).norm() + V::new(k, a.x).flip().dot(&a.times(2.0).plus(*b))
}

#[differentiable]
fn aliased(p: V) -> f64 {
    p.dot(&p) * p.plus(p).dot(&p.flip()) + V::dot(&p, &p) + <V>::norm(&p)
}

#[differentiable]
fn changing(mut p: V, k: f64) -> f64 {
    let mut total = 0.0;
    for i in 0..6 {
        total += p.bump(k) * i as f64;
        if p.is_long() && i % 2 == 1 {
            p.normalize();
            continue;
        }
        if total > 30.0 {
            break;
        }
    }
    total * p.x
}

#[differentiable]
fn own_argument(mut p: V, mut q: V) -> f64 {
    p.bump(p.y);
    q.swap_with(&mut p);
    V::swap_with(&mut p, &mut q);
    p.with_y(q.x).times(p.x).dot(&q)
}

#[differentiable]
fn many(mut all: Vec<V>, k: f64) -> f64 {
    let mut t = 0.0;
    for v in all.iter_mut() {
        v.normalize();
        t += v.bump(k);
    }
    for i in 1..all.len() {
        let before = all[i - 1];
        all[i].bump(before.x);
        let w = all[i].plus(before);
        all[i - 1].bump(w.y);
    }
    let s = V::sum_of(&all);
    t + s.dot(&all[0]) + s.dims() as f64 * k
}

/// What a later operand changes, an earlier one has read before.
#[differentiable]
fn in_order(mut p: V, mut q: V, k: f64) -> f64 {
    let a = p.x * p.bump(k) + p.x;
    let b = (p.y, p.bump(a), p.y);
    let c = V {
        x: q.x,
        y: q.bump(k),
    };
    let d = [q.x, q.bump(p.x), q.x * q.y];
    let e = both(p.x, q.bump(k), q.x);
    p.x -= p.bump(k);
    a + b.0 * b.1 - b.2 + c.x * c.y + d[0] * d[1] + d[2] * e + p.x
}

#[differentiable]
fn both(a: f64, b: f64, c: f64) -> f64 {
    a * b * c * c
}

#[differentiable]
impl V {
    fn write_to(&self, out: &mut f64, all: &mut [f64]) {
        *out += self.x * self.x;
        all[1] = self.y;
    }
    fn read_from(&mut self, other: &V) {
        self.x += other.x * other.y;
    }
}

/// Nothing but the receiver has a derivative before the call.
#[differentiable]
fn into_buffers(p: &V, k: f64) -> f64 {
    let mut out = 2.0;
    let mut all = [1.0, 3.0, 5.0];
    p.write_to(&mut out, &mut all);
    let mut fresh = V { x: 0.5, y: 0.25 };
    let mut n = 0;
    while n < 3 {
        n += 1;
        if fresh.x > 1.0 {
            break;
        }
        fresh.read_from(p);
    }
    let mut more = vec![0.0; 2];
    V::write_to(&fresh, &mut out, &mut more);
    out * all[1] * all[0] + all[2] * fresh.x + more[1] * k + more[0]
}

/// What has no derivative changes as well.
#[differentiable]
fn inactive_receiver(x: &[f64]) -> f64 {
    let mut weight = V { x: 1.0, y: 0.5 };
    let mut sum = 0.0;
    for x in x {
        sum += x * x * weight.x;
        weight.bump(0.25);
        sum *= weight.y;
        weight.y = weight.norm();
    }
    sum
}

#[differentiable]
fn recursion(p: &V) -> f64 {
    p.recursive(4)
}

#[derive(Clone, Debug, Differentiable)]
struct Layer {
    w: Vec<Vec<f64>>,
    b: Vec<f64>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
enum Kind {
    Tanh,
    Scaled(f64),
    Linear,
}

#[derive(Clone, Debug, Differentiable)]
struct Net {
    layers: Vec<Layer>,
    scale: Option<V>,
}

#[differentiable]
impl Kind {
    fn apply_to(&self, x: f64) -> f64 {
        match self {
            Kind::Tanh => x.tanh(),
            Self::Scaled(k) => x * k,
            Self::Linear => x,
        }
    }
    fn next(self) -> Self {
        match self {
            Self::Tanh => Self::Scaled(0.5),
            Kind::Scaled(k) if k > 1.0 => Self::Linear,
            Kind::Scaled(k) => Kind::Scaled(k * k + 0.1),
            Kind::Linear => Kind::Tanh,
        }
    }
}

#[differentiable]
impl Layer {
    fn forward(&self, x: &[f64]) -> Vec<f64> {
        let mut y = self.b.clone();
        for (i, row) in self.w.iter().enumerate() {
            for (w, x) in row.iter().zip(x) {
                y[i] += w * x;
            }
            y[i] = self.kind.apply_to(y[i]);
        }
        y
    }
    fn step(&mut self, g: &[f64]) {
        for (b, g) in self.b.iter_mut().zip(g) {
            *b -= 0.1 * g * *b;
        }
        self.kind = self.kind.next();
    }
}

#[differentiable]
impl Net {
    fn predict(&self, x: &[f64]) -> f64 {
        let mut x = x.to_vec();
        for l in &self.layers {
            x = l.forward(&x);
        }
        let mut s = 0.0;
        for v in &x {
            s += v;
        }
        if let Some(k) = &self.scale {
            s * k.norm()
        } else {
            s
        }
    }
    fn train(mut self, x: &[f64]) -> Net {
        for _ in 0..2 {
            let y = self.predict(x);
            let g = [y, y * y];
            for l in self.layers.iter_mut() {
                l.step(&g);
            }
            if let Some(k) = &mut self.scale {
                k.bump(y);
            }
        }
        self
    }
}

#[differentiable]
fn trained(net: &Net, x: &[f64]) -> f64 {
    net.clone().train(x).predict(x) - net.predict(x)
}

#[derive(Clone, Debug, Differentiable)]
struct Stack {
    items: Vec<f64>,
    sum: f64,
}

#[differentiable]
impl Stack {
    fn push(&mut self, v: f64) {
        self.items.push(v * self.sum);
        self.sum += v;
    }
    fn pop(&mut self) -> Option<f64> {
        let v = self.items.pop()?;
        self.sum -= v;
        Some(v)
    }
    fn top(&self) -> Option<f64> {
        if self.items.is_empty() {
            None
        } else {
            Some(self.items[self.items.len() - 1])
        }
    }
    fn len(&self) -> usize {
        self.items.len()
    }
}

#[differentiable]
fn stacked(s: Stack, x: &[f64]) -> f64 {
    let mut s = s;
    for v in x {
        Stack::push(&mut s, *v);
        if s.len() > 3 {
            let a = Stack::pop(&mut s).unwrap();
            let b = Stack::pop(&mut s).unwrap();
            Stack::push(&mut s, a * b);
        }
    }
    while let Some(v) = Stack::pop(&mut s) {
        s.sum *= v;
    }
    match s.top() {
        Some(t) => t * s.sum,
        None => s.sum,
    }
}

const P: V = V { x: 0.8, y: 0.6 };
const Q: V = V { x: 1.3, y: -0.4 };

#[test]
fn receivers() {
    differences!(chained(a, &b, k); a = P, b = Q, k = 0.7);
    differences!(aliased(p); p = P);
    for k in [0.1, 0.7, 2.5] {
        differences!(changing(p, k); p = P, k = k);
    }
    differences!(own_argument(p, q); p = P, q = Q);
    differences!(recursion(&p); p = Q);
    differences!(in_order(p, q, k); p = P, q = Q, k = 0.3);
    differences!(into_buffers(&p, k); p = P, k = 0.3);
    for x in [vec![], vec![0.4], vec![0.4, 1.2, 0.7]] {
        differences!(inactive_receiver(&x); x = x);
    }
    for n in 1..4 {
        differences!(many(v, k); v = [P, Q, P][..n].to_vec(), k = 0.3);
    }
}

#[test]
fn public_companions() {
    let slope = P.norm_grad();
    assert!((slope.x - 0.4).abs() < 1e-12 && (slope.y - 0.3).abs() < 1e-12);
    let (value, (by_p, by_q)) = P.dot_value_and_grad(&Q);
    assert_eq!(
        (value, by_p.to_flat(), by_q.to_flat()),
        (P.dot(&Q), Q.to_flat(), P.to_flat())
    );
    assert_eq!(P.describe(), "0.8 0.6");
}

fn net(kind: Kind) -> Net {
    Net {
        layers: vec![
            Layer {
                w: vec![vec![0.3, -0.5], vec![0.8, 0.1]],
                b: vec![0.2, -0.6],
                kind,
            },
            Layer {
                w: vec![vec![1.3, 0.5], vec![0.4, 0.7]],
                b: vec![0.9, 0.3],
                kind: kind.next(),
            },
        ],
        scale: if kind == Kind::Linear { None } else { Some(P) },
    }
}

#[test]
fn networks() {
    for kind in [
        Kind::Tanh,
        Kind::Scaled(0.7),
        Kind::Scaled(1.2),
        Kind::Linear,
    ] {
        differences!(trained(&net, &x); net = net(kind), x = vec![0.4, -0.7]);
    }
    differences!(trained(&net, &x); net = Net { layers: vec![], scale: None }, x = vec![0.4]);
}

#[test]
fn stacks() {
    for x in [vec![], vec![0.4], vec![0.4, 1.2, 0.7, 0.9, 1.1]] {
        differences!(stacked(s, &x); s = Stack { items: vec![], sum: 1.5 }, x = x.clone());
        differences!(stacked(s, &x); s = Stack { items: vec![0.3, 1.4], sum: 0.5 }, x = x);
    }
}
