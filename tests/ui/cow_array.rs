use autodiff_core::differentiable;
use ndarray::{CowArray, Ix1};

#[differentiable]
fn f(x: &CowArray<'_, f64, Ix1>) -> f64 {
    x.sum()
}

fn main() {}
