use autodiff_core::differentiable;
use ndarray::Array2;

#[differentiable]
fn f(x: Array2<f64>) -> f64 {
    let y = x.into_shape(6).unwrap();
    y[0]
}

fn main() {}
