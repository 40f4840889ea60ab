use autodiff_core::differentiable;

use ndarray::Array1;

#[differentiable]
fn f(x: &Array1<f64>) -> f64 {
    let square = |v: f64| v * v;
    x.mapv(square).sum()
}

fn main() {}
