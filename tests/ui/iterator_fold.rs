use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x.iter().fold(0.0, |s, v| s + v * v)
}

fn main() {}
