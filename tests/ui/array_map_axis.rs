use autodiff_core::differentiable;
use ndarray::{Array2, Axis};

#[differentiable]
fn f(x: &Array2<f64>) -> f64 {
    x.map_axis(Axis(0), |lane| lane.sum()).sum()
}

fn main() {}
