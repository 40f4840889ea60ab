use autodiff_core::differentiable;
use ndarray::{Array1, ArrayView1, Axis, concatenate};

#[differentiable]
fn f(x: &Array1<f64>) -> f64 {
    let views: Vec<ArrayView1<f64>> = vec![x.view(), x.view()];
    concatenate(Axis(0), &views).unwrap().sum()
}

fn main() {}
