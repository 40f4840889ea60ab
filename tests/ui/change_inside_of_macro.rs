//! What is printed or asserted is inactive: a change in it would be lost, whatever the variable was before.

use autodiff_core::{Differentiable, differentiable};

#[derive(Clone, Differentiable)]
struct Stack {
    values: Vec<f64>,
}

#[differentiable]
impl Stack {
    fn try_push(&mut self, x: f64) -> bool {
        self.values.push(x);
        true
    }
}

#[differentiable]
fn asserted(x: f64) -> f64 {
    let mut stack = Stack { values: Vec::new() };
    assert!(stack.try_push(x));
    stack.values[0] * 3.0
}

fn set(p: &mut f64, x: f64) -> bool {
    *p = x;
    true
}

#[differentiable]
fn set_in_assertion(x: f64) -> f64 {
    let mut p = 1.0;
    assert!(set(&mut p, x));
    p * 2.0
}

#[differentiable]
fn assigned(x: f64) -> f64 {
    let mut y = 1.0;
    println!("{}", {
        y = x;
        y
    });
    dbg!(y = x * 2.0);
    y * 2.0
}

#[differentiable]
fn matched(x: f64) -> f64 {
    let mut y = 1.0;
    if matches!({ y = x; 1 }, 1) {
        y *= 2.0;
    }
    y
}

#[differentiable]
fn pushed(x: f64) -> f64 {
    let mut v = vec![1.0];
    println!("{}", { v.push(x); v.len() });
    v[1]
}

#[differentiable]
fn replaced(x: f64) -> f64 {
    let mut v = vec![1.0];
    println!("{:?}", std::mem::replace(&mut v[0], x));
    v[0]
}

#[differentiable]
fn inserted(x: f64) -> f64 {
    let mut o = None;
    println!("{:?}", o.insert(x));
    o.unwrap_or(0.0)
}

#[differentiable]
fn replaced_option(x: f64) -> f64 {
    let mut o = Some(1.0);
    assert!(o.replace(x).is_some());
    o.unwrap_or(0.0)
}

#[differentiable]
fn through_reference(x: f64) -> f64 {
    let mut y = 1.0;
    let t = &mut y;
    println!("{}", { *t = x; 1 });
    y
}

#[differentiable]
fn debugged(x: f64) -> f64 {
    let mut v = vec![1.0];
    dbg!(v.push(x));
    v[1]
}

fn main() {}
