//! Linked lists and stacks: `take`, `pop` and `replace` as values.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;

#[derive(Clone, Debug, Differentiable)]
struct Node {
    v: f64,
    next: Option<Box<Node>>,
}
#[differentiable]
fn push_all(x: &[f64]) -> f64 {
    let mut head: Option<Box<Node>> = None;
    for v in x {
        head = Some(Box::new(Node {
            v: v * v,
            next: head.take(),
        }));
    }
    let mut s = 0.0;
    let mut k = 1.0;
    while let Some(node) = head.take() {
        s += node.v * k;
        k *= 1.5;
        head = node.next;
    }
    s
}
#[differentiable]
fn sum(l: &Option<Box<Node>>) -> f64 {
    match l {
        Some(n) => n.v * n.v + sum(&n.next),
        None => 0.0,
    }
}
#[differentiable]
fn rpn(x: &[f64]) -> Option<f64> {
    let mut stack: Vec<f64> = Vec::new();
    for (i, v) in x.iter().enumerate() {
        if i % 3 == 2 {
            let a = stack.pop()?;
            let b = stack.pop()?;
            stack.push(a * b + v);
        } else {
            stack.push(*v);
        }
    }
    let mut best: Option<f64> = None;
    while let Some(t) = stack.pop() {
        best = match best {
            Some(b) if b > t => Some(b),
            _ => Some(t * 1.0),
        };
    }
    best
}
#[differentiable]
fn replaced(x: f64, o: Option<f64>) -> f64 {
    let mut o = o;
    let old = o.replace(x * x);
    let taken = o.take();
    let rest = o.replace(3.0).unwrap_or(x);
    old.unwrap_or(0.5 * x) * taken.unwrap_or(1.0) + rest * o.unwrap_or_default()
}

#[test]
fn linked_lists() {
    differences!(push_all(&x); x = vec![0.5, 1.5, -0.7, 2.0]);
    differences!(push_all(&x); x = Vec::<f64>::new());
    let list = Some(Box::new(Node {
        v: 2.0,
        next: Some(Box::new(Node { v: 3.0, next: None })),
    }));
    let bars = sum::grad(&list);
    let first = bars.expect("as long as the list");
    assert_eq!(first.v, 4.0);
    assert_eq!(first.next.expect("as long as the list").v, 6.0);
}

#[test]
fn stacks() {
    differences!(rpn(&x)?; x = vec![0.5, 1.5, -0.7, 2.0, 0.3, 1.1]);
    assert!(rpn::grad(&[]).is_none());
    differences!(replaced(x, o); x = 1.2, o = Some(0.4));
    differences!(replaced(x, None); x = 1.2);
}
