use autodiff_core::differentiable;
use ndarray::Array1;

#[differentiable]
fn f(x: Array1<f64>) -> f64 {
    let (v, _) = x.into_raw_vec_and_offset();
    v[0]
}

fn main() {}
