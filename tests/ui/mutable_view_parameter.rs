use autodiff_core::differentiable;

use ndarray::ArrayViewMut1;

#[differentiable]
fn f(mut x: ArrayViewMut1<'_, f64>) {
    x[0] *= 2.0;
}

fn main() {}
