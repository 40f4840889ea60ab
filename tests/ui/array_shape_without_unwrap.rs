use autodiff_core::differentiable;
use ndarray::Array2;

#[differentiable]
fn f(x: &Array2<f64>) -> f64 {
    match x.to_shape(6) {
        Ok(y) => y[0],
        Err(_) => 0.0,
    }
}

fn main() {}
