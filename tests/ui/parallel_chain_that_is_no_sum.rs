use autodiff_core::differentiable;
use rayon::prelude::*;

#[differentiable]
fn products(xs: &[f64], k: f64) -> Vec<f64> {
    xs.par_iter().map(|x| x * k).collect()
}

fn main() {}
