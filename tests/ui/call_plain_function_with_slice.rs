use autodiff_core::differentiable;

fn norm(x: &[f64]) -> f64 {
    x[0].abs()
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    norm(x) + norm(&x[1..])
}

fn main() {}
