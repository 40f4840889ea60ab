//! Enums: variants that change in loops, recursive types, lists, `match` on what has derivatives.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Debug, PartialEq, Differentiable)]
enum Shape {
    Circle {
        r: f64,
    },
    Rect(f64, f64),
    Many(Vec<Shape>),
    Scaled {
        by: f64,
        inner: Box<Shape>,
        times: u8,
    },
    Empty,
}

#[differentiable]
fn area(s: &Shape) -> f64 {
    match s {
        Shape::Circle { r } => r * r * 3.0,
        Shape::Rect(w, h) => w * h,
        Shape::Many(all) => {
            let mut sum = 0.0;
            for s in all {
                sum += area(s);
            }
            sum
        }
        Shape::Scaled { by, inner, times } => {
            let mut k = 1.0;
            for _ in 0..*times {
                k *= by;
            }
            k * area(inner)
        }
        Shape::Empty => 0.0,
    }
}

fn zoo() -> Shape {
    Shape::Many(vec![
        Shape::Circle { r: 0.7 },
        Shape::Scaled {
            by: 1.3,
            inner: Box::new(Shape::Many(vec![Shape::Rect(0.4, 2.0), Shape::Empty])),
            times: 3,
        },
        Shape::Many(vec![]),
        Shape::Scaled {
            by: 0.2,
            inner: Box::new(Shape::Rect(1.0, 1.0)),
            times: 0,
        },
    ])
}

#[differentiable]
fn transform(s: Shape, k: f64) -> Shape {
    match s {
        Shape::Circle { r } if r > 5.0 => Shape::Empty,
        Shape::Circle { r } => Shape::Scaled {
            by: k,
            inner: Box::new(Shape::Rect(r, r * k)),
            times: 2,
        },
        Shape::Rect(w, h) => Shape::Many(vec![Shape::Circle { r: w }, Shape::Rect(h, w * k)]),
        Shape::Many(all) => {
            let mut out = Vec::new();
            for s in all {
                out.push(transform(s, k));
            }
            Shape::Many(out)
        }
        Shape::Scaled { by, inner, times } => {
            let moved = *inner;
            Shape::Scaled {
                by: by * k,
                inner: Box::new(transform(moved, by)),
                times,
            }
        }
        Shape::Empty => Shape::Circle { r: k },
    }
}

#[differentiable]
fn area_of_transformed(s: Shape, k: f64) -> f64 {
    let t = transform(s, k);
    let u = transform(t.clone(), k * k);
    area(&t) + area(&u)
}

#[differentiable]
fn grow(s: &mut Shape, k: f64) {
    match s {
        Shape::Circle { r } => *r *= k,
        Shape::Rect(w, _) => *w += k,
        Shape::Many(all) => {
            for s in all.iter_mut() {
                grow(s, k);
            }
            all.push(Shape::Circle { r: k * k });
        }
        Shape::Scaled { by, inner, .. } => {
            *by += k;
            grow(inner, *by);
        }
        Shape::Empty => *s = Shape::Rect(k, 2.0),
    }
}

#[differentiable]
fn grown(s: Shape, k: f64) -> f64 {
    let mut s = s;
    let mut sum = 0.0;
    for i in 0..3 {
        grow(&mut s, k * i as f64);
        sum += area(&s);
    }
    sum
}

#[derive(Clone, Copy, Debug, Differentiable)]
enum State {
    Rest,
    Move { v: f64, left: u32 },
    Done(f64),
}

#[differentiable]
fn machine(x: &[f64]) -> f64 {
    let mut state = State::Rest;
    let mut total = 0.0;
    for (i, k) in x.iter().enumerate() {
        state = match state {
            State::Rest if *k > 0.0 => State::Move { v: *k, left: 2 },
            State::Rest => continue,
            State::Move { v, left: 0 } => State::Done(v * k),
            State::Move { v, left } => {
                total += v * v;
                State::Move {
                    v: v * k + total,
                    left: left - 1,
                }
            }
            State::Done(e) if i > 5 => return total * e,
            State::Done(e) => State::Done(e + k * e),
        };
        if let State::Move { v, left: 1 } = &mut state {
            *v *= 1.5;
        }
    }
    match state {
        State::Rest => 1.0,
        State::Move { v, .. } => v + total,
        State::Done(e) => e * total,
    }
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Node {
    v: f64,
    next: Option<Box<Node>>,
}

#[differentiable]
fn sum_list(n: &Option<Box<Node>>) -> f64 {
    match n {
        None => 0.0,
        Some(n) => n.v * n.v + 0.5 * sum_list(&n.next),
    }
}

#[differentiable]
fn push(list: Option<Box<Node>>, v: f64) -> Option<Box<Node>> {
    Some(Box::new(Node { v, next: list }))
}

#[differentiable]
fn built(x: &[f64]) -> f64 {
    let mut list = None;
    for v in x {
        let node = Node {
            v: v * x[0],
            next: list,
        };
        list = Some(Box::new(node));
    }
    sum_list(&list)
}

#[differentiable]
fn scale_all(n: &mut Option<Box<Node>>, k: f64) {
    if let Some(n) = n {
        n.v *= k;
        scale_all(&mut n.next, k * n.v);
    }
}

#[differentiable]
fn changed(list: Option<Box<Node>>, k: f64) -> f64 {
    let mut list = list;
    scale_all(&mut list, k);
    if let Some(n) = &mut list {
        n.v += k;
    }
    sum_list(&list)
}

#[derive(Clone, Debug, Differentiable)]
enum List {
    Cons(f64, Box<List>),
    Nil,
}

#[differentiable]
fn fold(l: &List, from: f64) -> f64 {
    match l {
        List::Cons(x, rest) => fold(rest, from * x.sin() + x),
        List::Nil => from,
    }
}

#[differentiable]
fn reverse(l: List, onto: List, k: f64) -> List {
    match l {
        List::Nil => onto,
        List::Cons(x, rest) => reverse(*rest, List::Cons(x * k, Box::new(onto)), k),
    }
}

#[differentiable]
fn folded_back(l: List, k: f64) -> f64 {
    let back = reverse(l.clone(), List::Nil, k);
    fold(&back, k) * fold(&l, 1.0)
}

#[derive(Clone, Debug, Differentiable)]
enum Expr {
    Const(f64),
    Var(usize),
    Add(Box<Expr>, Box<Expr>),
    Mul(Box<Expr>, Box<Expr>),
    Sin(Box<Expr>),
    Pow(Box<Expr>, i32),
}

#[differentiable]
fn eval(e: &Expr, env: &[f64]) -> f64 {
    use Expr::*;
    match e {
        Const(c) => *c,
        Var(i) => env[*i],
        Add(a, b) => eval(a, env) + eval(b, env),
        Mul(a, b) => eval(a, env) * eval(b, env),
        Sin(a) => eval(a, env).sin(),
        Pow(a, n) => eval(a, env).powi(*n),
    }
}

fn list(x: &[f64]) -> List {
    x.iter()
        .rev()
        .fold(List::Nil, |l, x| List::Cons(*x, Box::new(l)))
}

#[test]
fn recursive() {
    differences!(area(&s); s = zoo());
    differences!(area_of_transformed(s, k); s = zoo(), k = 0.6);
    differences!(transform(s, k); s = zoo(), k = 0.6; any);
    differences!(area_of_transformed(s, k); s = Shape::Circle { r: 7.0 }, k = 0.6);
    differences!(grown(s, k); s = zoo(), k = 0.6);
    differences!(grown(s, k); s = Shape::Empty, k = 0.6);
    let e = Expr::Mul(
        Box::new(Expr::Add(
            Box::new(Expr::Var(0)),
            Box::new(Expr::Const(0.3)),
        )),
        Box::new(Expr::Sin(Box::new(Expr::Pow(Box::new(Expr::Var(1)), 3)))),
    );
    differences!(eval(&e, &x); e = e, x = vec![0.7, 1.1]);
}

#[test]
fn states() {
    differences!(machine(&x); x = vec![]);
    differences!(machine(&x); x = vec![-1.0]);
    differences!(machine(&x); x = vec![-1.0, 0.5, 1.1]);
    differences!(machine(&x); x = vec![0.5, 1.1, 0.7, 0.9, 0.3]);
    differences!(machine(&x); x = vec![0.5, 1.1, 0.7, 0.9, 0.3, 0.6, 0.2, 4.0]);
}

#[test]
fn lists() {
    differences!(built(&x); x = vec![0.5, 1.1, 0.7]);
    let three = push(push(push(None, 0.3), 1.2), 0.7);
    differences!(sum_list(&l); l = three.clone());
    differences!(changed(l, k); l = three.clone(), k = 0.9);
    differences!(changed(l, k); l = None, k = 0.9);
    differences!(push(l, k)?; l = three, k = 0.9; any);
    differences!(folded_back(l, k); l = list(&[0.3, 0.9, 1.4]), k = 0.7);
    differences!(folded_back(l, k); l = List::Nil, k = 0.7);
}
