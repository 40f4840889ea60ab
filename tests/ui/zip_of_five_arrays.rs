use autodiff_core::differentiable;
use ndarray::{Array1, Zip};

#[differentiable]
fn f(x: &Array1<f64>) -> f64 {
    let y = Zip::from(x)
        .and(x)
        .and(x)
        .and(x)
        .and(x)
        .map_collect(|&a, &b, &c, &d, &e| a * b * c * d * e);
    y.sum()
}

fn main() {}
