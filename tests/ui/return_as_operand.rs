use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    x * { return x }
}

fn main() {}
