use autodiff_core::differentiable;

use ndarray::Array1;

fn smooth(v: f64) -> f64 {
    v * v
}

#[differentiable]
fn f(x: &Array1<f64>) -> f64 {
    x.mapv(|v| smooth(v)).sum()
}

fn main() {}
