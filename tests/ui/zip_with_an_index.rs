use autodiff_core::differentiable;
use ndarray::{Array1, Zip};

#[differentiable]
fn f(x: &Array1<f64>) -> f64 {
    let y = Zip::indexed(x).map_collect(|i, &x| x * i as f64);
    y.sum()
}

fn main() {}
