use autodiff_core::differentiable;
use ndarray::ArcArray1;

#[differentiable]
fn f(x: &ArcArray1<f64>) -> f64 {
    x.sum()
}

fn main() {}
