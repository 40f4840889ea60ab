use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x.iter().map(|v| v * v).step_by(2).rev().fold(1.0, |s, v| s * v)
}

fn main() {}
