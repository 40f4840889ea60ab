use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    if x > 0.0 || { return x } { x * x } else { x }
}

fn main() {}
