use autodiff_core::differentiable;
use ndarray::Array1;

#[differentiable]
fn f(x: &Array1<f64>, w: f64) -> f64 {
    x.var(w)
}

fn main() {}
