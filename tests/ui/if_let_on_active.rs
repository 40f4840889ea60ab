use autodiff_core::differentiable;

#[differentiable]
fn f(x: Option<f64>) -> f64 {
    if let Some(x) = x { x * x } else { 0.0 }
}

fn main() {}
