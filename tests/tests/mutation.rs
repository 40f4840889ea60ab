//! Parts of structs, enums and boxes changed in place: through references, swaps, containers.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Copy, Debug, Default, PartialEq, Differentiable)]
struct P {
    x: f64,
    y: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Differentiable)]
struct Bag {
    w: Vec<f64>,
    ps: Vec<P>,
    grid: [[P; 2]; 2],
    inner: Option<P>,
    list: Option<Vec<f64>>,
    pair: (f64, [f64; 2]),
    n: usize,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Node {
    v: f64,
    next: Option<Box<Node>>,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
enum E {
    V(Vec<f64>),
    P { p: P, k: f64 },
    B(Box<E>),
    N,
}

#[differentiable]
fn fields(b: &Bag, k: f64) -> f64 {
    let mut b = b.clone();
    std::mem::swap(&mut b.pair.0, &mut b.grid[0][1].x);
    let old = std::mem::replace(
        &mut b.grid[1][0],
        P {
            x: k,
            y: b.n as f64,
        },
    );
    let ws = std::mem::take(&mut b.w);
    b.w.push(old.x * k);
    b.w.extend_from_slice(&ws);
    b.w[0] *= b.w[1];
    let last = b.w.pop().unwrap();
    b.grid[0][0].y *= last;
    for i in 0..2 {
        for j in 0..2 {
            b.grid[i][j].x += b.grid[j][i].y * b.pair.1[j];
        }
    }
    for (w, q) in b.w.iter_mut().zip(&b.pair.1) {
        *w *= q;
    }
    for row in b.grid.iter_mut() {
        for p in row.iter_mut() {
            p.y += p.x * p.x;
        }
        row.swap(0, 1);
    }
    b.grid.swap(0, 1);
    let mut s = b.w.iter().sum::<f64>() * b.pair.0;
    for row in &b.grid {
        s += row[0].x * row[1].y;
    }
    s
}

#[differentiable]
fn options(b: Bag, k: f64) -> f64 {
    let mut b = b;
    if let Some(ref mut p) = b.inner {
        p.x *= k;
    }
    if let Some(p) = &mut b.inner {
        p.y += p.x;
        std::mem::swap(&mut p.x, &mut p.y);
    }
    if let Some(v) = &mut b.list {
        v[0] *= k;
        v.push(k * v[0]);
        for x in v.iter_mut() {
            *x *= *x;
        }
    }
    if let Some(p) = b.inner.as_mut() {
        *p = P { x: p.y, ..*p };
    }
    let Some(p) = &mut b.inner else {
        return match b.list {
            Some(v) => v[v.len() - 1],
            None => k * k,
        };
    };
    p.x *= 3.0;
    let x = p.x;
    b.inner = match b.inner {
        Some(p) if p.y > 100.0 => None,
        Some(mut p) => {
            p.y *= x;
            Some(p)
        }
        None => None,
    };
    b.inner.unwrap().y + x
}

#[differentiable]
fn boxed(p: P, k: f64) -> f64 {
    let mut b = Box::new(p);
    b.x *= k;
    *b = P { y: b.x * b.y, ..*b };
    let c = b.clone();
    b.y += c.x;
    let q = *b;
    let mut d = Box::new(q.x * q.y);
    *d *= k;
    *d * c.y
}

#[differentiable]
fn moving_walk(list: Option<Box<Node>>, k: f64) -> f64 {
    let mut s = 0.0;
    let mut cur = list;
    while let Some(node) = cur {
        s += node.v * k * s + node.v;
        cur = node.next;
    }
    s
}

#[differentiable]
fn taking_walk(list: Option<Box<Node>>, k: f64) -> f64 {
    let mut reversed = None;
    let mut cur = list;
    while let Some(mut node) = cur.take() {
        cur = node.next.take();
        node.v *= k + if let Some(n) = &cur { n.v } else { 1.0 };
        node.next = reversed;
        reversed = Some(node);
    }
    sum(&reversed, 1.0)
}

#[differentiable]
fn sum(list: &Option<Box<Node>>, by: f64) -> f64 {
    match list {
        Some(node) => node.v * by + sum(&node.next, by * 0.7),
        None => 0.0,
    }
}

#[differentiable]
fn variants(e: &mut E, k: f64) -> Result<f64, String> {
    match e {
        E::V(v) if v.is_empty() => return Err("empty".to_string()),
        E::V(v) => {
            for x in v.iter_mut() {
                *x *= k;
            }
            if v.len() > 2 {
                *e = E::N;
            }
        }
        E::P { p, k: own } => {
            p.x *= *own;
            *own += k;
            if p.x > 1.0 {
                let inner = E::P { p: *p, k: *own };
                *e = E::B(Box::new(inner));
            }
        }
        E::B(inner) => return Ok(variants(inner, k * 0.5)? * k),
        E::N => *e = E::V(vec![k, k * k]),
    }
    Ok(value(e))
}

#[differentiable]
fn value(e: &E) -> f64 {
    match e {
        E::V(v) => v.iter().sum(),
        E::P { p, k } => p.x * p.y * k,
        E::B(inner) => value(inner) * 0.9,
        E::N => 1.0,
    }
}

#[differentiable]
fn driven(e: E, ks: &[f64]) -> f64 {
    let mut e = e;
    let mut s = 0.0;
    for k in ks {
        s += match variants(&mut e, *k) {
            Ok(v) => v * s + v,
            Err(_) => {
                e = E::P {
                    p: P { x: s, y: *k },
                    k: 0.5,
                };
                continue;
            }
        };
    }
    s * value(&e)
}

#[differentiable]
fn exchange(p: P, q: P, k: f64) -> (P, P) {
    let (mut p, mut q) = (p, q);
    (p, q) = (q, P { x: p.x * k, ..p });
    std::mem::swap(&mut p, &mut q);
    let r;
    if p.x > q.x {
        r = p;
        p.x = k;
    } else {
        r = P {
            x: q.y,
            ..Default::default()
        };
    }
    let t: P = loop {
        p.y *= 2.0;
        if p.y.abs() > 3.0 {
            break P { y: r.x, ..p };
        }
        if p.y == 0.0 {
            break r;
        }
    };
    (q.x, q.y) = (t.y, t.x);
    (t, q)
}

#[differentiable]
fn exchanged(p: P, q: P, k: f64) -> f64 {
    let (p, q) = exchange(p, q, k);
    let (P { x, .. }, r) = exchange(q, p, p.x);
    x * r.y + r.x * q.x
}

#[differentiable]
fn sorted(b: &mut Bag, k: f64) -> f64 {
    b.ps.sort_by(|a, c| a.x.partial_cmp(&c.x).unwrap());
    b.ps.reverse();
    let mut s = 0.0;
    'outer: for i in 0..b.ps.len() {
        for j in 0..i {
            if b.ps[j].x > 2.0 {
                continue 'outer;
            }
            b.ps[i].y += b.ps[j].y * b.ps[i].x;
            if b.ps[i].y > 5.0 {
                break 'outer;
            }
        }
        s += b.ps[i].y * k;
    }
    let xs: Vec<P> = b.ps.iter().map(|p| P { x: p.y, y: p.x * k }).collect();
    b.ps.retain(|p| p.x > 0.15);
    for p in xs.into_iter().rev() {
        s += p.x * p.y;
        b.ps.push(p);
    }
    s + b.ps.iter().map(|p| p.x * p.y).sum::<f64>() * b.ps[0].x
}

#[differentiable]
fn sorts(b: Bag, k: f64) -> f64 {
    let mut b = b;
    let a = sorted(&mut b, k);
    sorted(&mut b, a.sin()) * a + b.ps[b.ps.len() / 2].y
}

fn bag() -> Bag {
    Bag {
        w: vec![0.4, 1.1],
        ps: vec![
            P { x: 0.5, y: 0.7 },
            P { x: 1.5, y: 0.2 },
            P { x: 0.1, y: 0.9 },
        ],
        grid: [
            [P { x: 0.1, y: 0.2 }, P { x: 0.3, y: 0.4 }],
            [P { x: 0.5, y: 0.6 }, P { x: 0.7, y: 0.8 }],
        ],
        inner: Some(P { x: 0.4, y: 0.9 }),
        list: Some(vec![0.6, 0.3]),
        pair: (0.8, [1.2, 0.3]),
        n: 2,
    }
}

fn list(x: &[f64]) -> Option<Box<Node>> {
    x.iter()
        .rev()
        .fold(None, |next, v| Some(Box::new(Node { v: *v, next })))
}

const A: P = P { x: 0.8, y: 0.3 };
const B: P = P { x: 0.2, y: 1.3 };

#[test]
fn in_structs() {
    differences!(fields(&b, k); b = bag(), k = 0.7);
    differences!(options(b, k); b = bag(), k = 0.7);
    differences!(options(b, k); b = Bag { inner: None, ..bag() }, k = 0.7);
    differences!(options(b, k); b = Bag { inner: None, list: None, ..bag() }, k = 0.7);
    differences!(boxed(p, k); p = A, k = 0.7);
    differences!(exchanged(p, q, k); p = A, q = B, k = 0.7);
    differences!(exchanged(p, q, k); p = B, q = A, k = 0.7);
    differences!(sorts(b, k); b = bag(), k = 0.7);
}

#[test]
fn walks() {
    for x in [vec![], vec![0.4], vec![0.4, 1.2, 0.7]] {
        differences!(moving_walk(l, k); l = list(&x), k = 0.6);
        differences!(taking_walk(l, k); l = list(&x), k = 0.6);
    }
}

#[test]
fn in_enums() {
    let inner = E::P { p: A, k: 1.4 };
    for e in [
        E::V(vec![0.3]),
        E::V(vec![0.3, 0.5, 0.9]),
        E::V(vec![]),
        inner.clone(),
        E::B(Box::new(inner)),
        E::N,
    ] {
        differences!(driven(e, &ks); e = e.clone(), ks = vec![0.7, 1.3, 0.4, 0.9]);
        differences!(driven(e, &ks); e = e, ks = vec![]);
    }
}
