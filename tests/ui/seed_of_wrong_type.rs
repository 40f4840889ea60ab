use autodiff_core::differentiable;

use ndarray::{Array1, array};

#[differentiable]
fn f(x: &Array1<f64>) -> Array1<f64> {
    x * 2.0
}

fn main() {
    let x = array![1.0];
    f::record(&x).backward(1.0);
}
