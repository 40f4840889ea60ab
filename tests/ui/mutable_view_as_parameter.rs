use autodiff_core::differentiable;
use ndarray::ArrayViewMut1;

#[differentiable]
fn f(mut x: ArrayViewMut1<f64>, w: f64) -> f64 {
    x[0] = w;
    x.sum()
}

fn main() {}
