use autodiff_core::differentiable;

#[differentiable]
fn f(x: Option<f64>) -> f64 {
    match x {
        Some(x) => x * x,
        None => 0.0,
    }
}

fn main() {}
