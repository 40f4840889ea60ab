use autodiff_core::differentiable;

use ndarray::Array1;

#[differentiable]
fn f(mut x: Array1<f64>) -> f64 {
    x %= 2.0;
    x.sum()
}

fn main() {}
