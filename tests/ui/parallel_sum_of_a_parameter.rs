use autodiff_core::{differentiable, parallel_sum};

#[differentiable]
fn total(xs: &[f64], f: impl Fn(&f64) -> f64 + Sync) -> f64 {
    parallel_sum(xs, |x| 2.0 * f(x))
}

fn main() {}
