use autodiff_core::differentiable;

#[differentiable]
fn weighted(xs: &[f64], weights: Option<&[f64]>) -> f64 {
    match weights {
        Some(w) => xs[0] * w[0],
        None => xs[0],
    }
}

#[differentiable]
fn both((xs, k): (&[f64], f64)) -> f64 {
    xs[0] * k
}

fn main() {}
