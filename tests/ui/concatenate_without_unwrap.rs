use autodiff_core::differentiable;
use ndarray::{Array1, Axis, concatenate};

#[differentiable]
fn f(x: &Array1<f64>) -> f64 {
    let y = concatenate(Axis(0), &[x.view(), x.view()]);
    y.unwrap()[0]
}

fn main() {}
