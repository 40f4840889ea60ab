use autodiff_core::differentiable;

#[differentiable]
use std::f64::consts::PI as CIRCLE;

fn main() {}
