use autodiff_core::differentiable;
use ndarray::Array1;

#[differentiable]
fn f(x: &Array1<f64>) -> f64 {
    x.max(0.0).sum()
}

fn main() {}
