use autodiff_core::differentiable;

use ndarray::Array1;

#[differentiable]
fn f(x: &Array1<f64>) -> f64 {
    x.mapv(|v| {
        if v < 0.0 {
            return 0.0;
        }
        v * v
    })
    .sum()
}

fn main() {}
