use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let ref y = x * 2.0;
    y * y
}

fn main() {}
