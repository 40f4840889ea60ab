use autodiff_core::{differentiable, parallel_sum};
use ndarray::Array2;

#[differentiable]
fn total(x: &Array2<f64>, k: f64) -> f64 {
    parallel_sum(x, |x| x * k)
}

fn main() {}
