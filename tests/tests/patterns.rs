//! The Rust Reference's chapter on patterns, on values with derivatives. LIMITATIONS.md names these
//! functions one by one.

#![allow(
    clippy::all,
    unused_parens,
    irrefutable_let_patterns,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::{check, twin};

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Pair(f64, f64);

#[derive(Clone, Debug, PartialEq, Differentiable)]
enum Shape {
    Circle { r: f64 },
    Rect(f64, f64),
    Scaled(Box<Shape>, f64),
    Empty,
}

const LIMIT: usize = 2;

#[twin]
#[differentiable]
fn names(x: f64, y: f64) -> f64 {
    let a = x * y;
    let mut b = a;
    b += x;
    let ref c = a * b;
    let mut d = [a, b];
    {
        let [ref mut e, _] = d;
        *e *= y;
    }
    let pair @ (f, _) = (x, y);
    c * d[0] + pair.1 * f
}

#[twin]
#[differentiable]
fn wildcards_and_rests(x: f64, y: f64) -> f64 {
    let (first, ..) = (x * y, y, x);
    let (.., last) = (x, y, x * x);
    let [head, .., tail] = [x, 2.0, 3.0, y * y];
    let _ = x * 2.0;
    let (_, b) = (x, y);
    first * last + head * tail * b
}

#[twin]
#[differentiable]
fn tuples(x: f64, y: f64) -> f64 {
    let ((a, b), c) = ((x, x * y), y);
    let (d): f64 = a * b;
    let () = ();
    let (e,) = (d * c,);
    e * a
}

#[twin]
#[differentiable]
fn typed(x: f64, y: f64) -> f64 {
    let a: f64 = x * y;
    let (b, n): (f64, usize) = (a * x, 3);
    b * n as f64
}

#[twin]
#[differentiable]
fn slices(x: f64, y: f64) -> f64 {
    let v = vec![x, y, x * y, 2.0];
    let mut s = 0.0;
    for n in 0..5 {
        s += match &v[..n] {
            [] => 1.0,
            [a] => *a,
            [a, b] => a * b,
            [a, rest @ ..] if rest.len() == 2 => a * rest[1],
            [a, .., b] => a - b,
        };
    }
    let [a, b] = [x * s, y];
    a * b
}

#[differentiable]
fn literals_ranges_and_constants(x: f64, y: f64) -> f64 {
    let mut s = x;
    for n in 0..6 {
        s = match (n, s) {
            (0, s) => s * y,
            (1 | 5, s) => s + x,
            (LIMIT, s) => s.sin(),
            (3..=4, s) if s > 0.0 => s * s,
            (100.., _) => 0.0,
            (_, s) => s * 2.0,
        };
    }
    match s {
        ..0.0 => s,
        0.0..=0.5 => s * x,
        _ => s * y,
    }
}

#[twin]
#[differentiable]
fn references(x: f64, y: f64) -> f64 {
    let v = [x, y, x * y];
    let mut s = 0.0;
    for &a in &v {
        s += a * a;
    }
    for (i, &a) in v.iter().enumerate() {
        s += a * i as f64;
    }
    let &b = &v[2];
    s * b + x * y
}

#[differentiable]
fn structs(x: f64, y: f64) -> f64 {
    let p = Point { x: x * y, y };
    let Point { x: a, y: b } = p;
    let Point { x: c, .. } = Point { x: b, ..p };
    let Pair(d, e) = Pair(a, c);
    let Pair(f, ..) = Pair(d * e, 1.0);
    let s = match p {
        Point { x, y: 2.0 } => x,
        Point { y, .. } if y > 1.0 => y * a,
        Point { x, y } => x * y * y,
    };
    s * f
}

#[differentiable]
fn variants(x: f64, y: f64) -> f64 {
    let shapes = [
        Shape::Circle { r: x },
        Shape::Rect(x, y),
        Shape::Scaled(Box::new(Shape::Rect(y, 2.0)), x * y),
        Shape::Empty,
    ];
    let mut s = 0.0;
    for shape in &shapes {
        s += area(shape);
    }
    let n = std::mem::size_of::<u16>();
    let chosen = if n == 2 { Some(x * s) } else { None };
    if let Some(v) = chosen { v * y } else { s }
}

#[differentiable]
fn area(shape: &Shape) -> f64 {
    match shape {
        Shape::Circle { r } => 3.0 * r * r,
        Shape::Rect(w, h) => w * h,
        Shape::Scaled(inner, k) => area(inner) * k,
        Shape::Empty => 0.0,
    }
}

#[differentiable]
fn alternatives(x: f64, y: f64) -> f64 {
    let mut s = 0.0;
    for (a, b) in [
        (Some(x), None),
        (None, Some(y)),
        (Some(x * y), Some(y)),
        (None, None),
    ] {
        s += match (a, b) {
            (Some(v), None) | (None, Some(v)) => v * v,
            (Some(v), Some(w)) if v > w => v,
            (Some(v), Some(w)) => v * w,
            (None, None) => s,
        };
    }
    s
}

#[differentiable]
fn let_else(x: f64, y: f64) -> f64 {
    let option = if x > 0.5 { Some(x * y) } else { None };
    let Some(v) = option else { return y * y };
    let Pair(a, b) = Pair(v, x) else {
        unreachable!()
    };
    a * b * v
}

#[differentiable]
fn assigned(x: f64, y: f64) -> f64 {
    let mut p = Point { x: y, y: x };
    let mut v = [x, y];
    let a;
    Point { x: v[1], y: p.x } = Point { x: x * y, ..p };
    Pair(p.y, a) = Pair(v[1] * x, p.x);
    Point { x: v[0], .. } = p;
    a * p.y + v[0] * v[1]
}

#[test]
fn patterns() {
    for (x, y) in [(0.7, 1.3), (1.6, 0.4), (0.3, 0.2)] {
        check!(names(x, y); x = x, y = y);
        check!(wildcards_and_rests(x, y); x = x, y = y);
        check!(tuples(x, y); x = x, y = y);
        check!(typed(x, y); x = x, y = y);
        check!(slices(x, y); x = x, y = y);
        check!(references(x, y); x = x, y = y);
        for (f, gradient) in [
            (structs as fn(f64, f64) -> f64, structs::grad(x, y)),
            (variants, variants::grad(x, y)),
            (alternatives, alternatives::grad(x, y)),
            (let_else, let_else::grad(x, y)),
            (assigned, assigned::grad(x, y)),
            (
                literals_ranges_and_constants,
                literals_ranges_and_constants::grad(x, y),
            ),
        ] {
            let h = 1e-6;
            let by_x = (f(x + h, y) - f(x - h, y)) / (2.0 * h);
            let by_y = (f(x, y + h) - f(x, y - h)) / (2.0 * h);
            let near = |a: f64, b: f64| (a - b).abs() < 1e-6 * (1.0 + a.abs());
            assert!(
                near(gradient.0, by_x) && near(gradient.1, by_y),
                "{gradient:?} at {x} {y}, by differences {by_x} {by_y}"
            );
        }
    }
}
