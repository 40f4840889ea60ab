use autodiff_core::differentiable;

use ndarray::Array1;

#[differentiable]
fn f(x: &Array1<f64>) -> f64 {
    x.mapv(f64::sin as fn(f64) -> f64).sum()
}

fn main() {}
