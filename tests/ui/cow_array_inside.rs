use autodiff_core::differentiable;
use ndarray::{Array1, CowArray, Ix1};

#[differentiable]
fn f(x: &Array1<f64>) -> f64 {
    let y: CowArray<f64, Ix1> = CowArray::from(x.view());
    y.sum()
}

#[differentiable]
fn g(x: &Array1<f64>) -> f64 {
    let y = x.to_shared();
    y.sum()
}

fn main() {}
