use autodiff_core::differentiable;

#[differentiable(forward)]
fn f(x: f64) -> f64 {
    x * x
}

fn main() {}
