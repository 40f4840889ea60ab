use autodiff_core::differentiable;

use ndarray::{Array2, ArrayView1};

#[differentiable]
fn top(x: &Array2<f64>) -> ArrayView1<'_, f64> {
    x.row(0)
}

fn main() {}
