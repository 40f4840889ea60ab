use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    x * _
}

fn main() {
    f(1.0);
}
