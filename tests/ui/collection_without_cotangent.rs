use autodiff_core::differentiable;
use std::collections::{HashMap, VecDeque};

#[differentiable]
fn window(xs: &[f64]) -> f64 {
    let mut last = VecDeque::new();
    let mut s = 0.0;
    for x in xs {
        last.push_back(*x);
        s += last[0];
    }
    s
}

#[differentiable]
fn by_name(x: f64) -> f64 {
    let mut named: HashMap<&str, f64> = HashMap::new();
    named.insert("x", x);
    named["x"]
}

fn main() {}
