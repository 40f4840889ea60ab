//! Local closures: inlined where they are called.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct P {
    x: f64,
    y: f64,
}

#[differentiable]
impl P {
    fn moved(self, dx: f64) -> P {
        let shift = |v: f64| v + dx * self.y;
        P {
            x: shift(self.x),
            ..self
        }
    }
    fn bump(&mut self, k: f64) -> f64 {
        let mut add = |v: f64| {
            self.x += v;
            self.x * k
        };
        let a = add(k);
        a * add(a)
    }
}

#[differentiable]
fn structs(p: P, k: f64) -> f64 {
    let dot = |a: P, b: &P| a.x * b.x + a.y * b.y;
    let make = |x: f64, y| P { x, y: y * k };
    let q = make(p.y, p.x);
    let flip = |P { x, y }: P| P { x: y, y: x };
    let mut r = flip(q);
    let mut scale = |by: f64| {
        r.x *= by;
        r.y *= r.x;
    };
    scale(2.0);
    scale(k);
    dot(p, &q) * dot(flip(r), &p.moved(k)) + r.x
}

#[differentiable]
fn matching(o: Option<P>, k: f64) -> f64 {
    let value = |o: Option<P>| match o {
        Some(P { x, y }) if x > k => x * y,
        Some(p) => p.x,
        None => k,
    };
    let keep = |p: P| if p.x > 0.5 { Some(p) } else { None };
    let mut s = value(o);
    if let Some(p) = o {
        s *= value(keep(p.moved(k)));
        let Some(q) = keep(P { x: s, y: p.y }) else {
            return s * k;
        };
        s += q.x * q.y;
    }
    s * value(None)
}

#[differentiable]
fn shadowing(x: f64) -> f64 {
    let k = x * 2.0;
    let f = |v: f64| v * k;
    let k = 10.0 * x;
    let g = |k: f64| f(k) + k;
    let f = |v: f64| g(v) * k;
    let v = f(x);
    let x = v * v;
    f(x) + g(k)
}

#[differentiable]
fn early(xs: &[f64]) -> f64 {
    let mut seen = 0.0;
    let mut take = |v: f64| -> bool {
        if v < 0.0 {
            return false;
        }
        seen += v * v;
        true
    };
    let mut n = 0;
    for x in xs {
        let fine = take(*x);
        if !fine {
            break;
        }
        n += 1;
    }
    seen * n as f64
}

#[differentiable]
fn fallible(xs: &[f64], k: f64) -> Result<f64, String> {
    let root = |v: f64| -> Result<f64, String> {
        if v < 0.0 {
            return Err(format!("root of {v}"));
        }
        Ok(v.sqrt() * k)
    };
    let both = |a: f64, b: f64| -> Result<f64, String> { Ok(root(a)? * root(b)?) };
    let mut s = 1.0;
    for x in xs {
        s += both(*x, s)?;
        if let Ok(v) = root(s - 2.0) {
            s += v;
        }
    }
    Ok(s)
}

#[differentiable]
fn in_chains(ps: &[P], k: f64) -> f64 {
    let weight = |p: &P| p.x * k;
    let total: f64 = ps.iter().map(|p| weight(p) * p.y).sum();
    let best = ps
        .iter()
        .map(|p| p.x)
        .fold(0.0, |a, b| if b > a { b } else { a });
    let ys: Vec<f64> = ps
        .iter()
        .filter(|p| p.x > 0.0)
        .map(|&P { y, .. }| y * y)
        .collect();
    let mut s = total * best;
    for (y, P { x, .. }) in ys.iter().zip(ps) {
        s += y * x;
    }
    ps.iter().zip(ys.iter()).for_each(|(p, y)| s += p.y * y);
    s
}

#[differentiable]
fn bumps(p: P, k: f64) -> f64 {
    let mut p = p;
    let a = p.bump(k);
    let b = p.bump(a);
    a * b + p.x
}

#[test]
fn closures() {
    let p = P { x: 0.8, y: 0.3 };
    differences!(structs(p, k); p = p, k = 0.7);
    for o in [
        None,
        Some(p),
        Some(P { x: 0.2, y: 0.4 }),
        Some(P { x: -3.0, y: 0.4 }),
    ] {
        differences!(matching(o, k); o = o, k = 0.7);
    }
    differences!(shadowing(x); x = 0.3);
    for xs in [vec![], vec![0.3, 0.7], vec![0.3, -0.7, 2.0]] {
        differences!(early(&xs); xs = xs);
    }
    for xs in [vec![], vec![0.3, 1.7]] {
        differences!(fallible(&xs, k)?; xs = xs, k = 0.9);
    }
    assert!(fallible::grad(&[0.3, -1.0], 0.9).is_err());
    for n in 0..3 {
        differences!(in_chains(&ps, k); ps = vec![p, P { x: 1.2, y: 0.9 }][..n].to_vec(), k = 0.9);
    }
    differences!(bumps(p, k); p = p, k = 0.7);
}
