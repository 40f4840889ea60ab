use autodiff_core::differentiable;
use std::collections::VecDeque;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let list = x.iter().map(|v| v * v).collect::<VecDeque<f64>>();
    list[0]
}

fn main() {}
