use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let pair = (&x[0], 1.0);
    pair.0 * pair.1
}

fn main() {}
