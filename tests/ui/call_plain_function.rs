use autodiff_core::differentiable;

fn smooth(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn f(x: f64) -> f64 {
    smooth(x) + 1.0
}

fn main() {
    f(1.0);
}
