use autodiff_core::differentiable;
use ndarray::Array1;

#[differentiable]
fn f(x: &Array1<f64>) -> f64 {
    x.as_slice().unwrap()[0]
}

fn main() {}
