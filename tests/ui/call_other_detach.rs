use autodiff_core::differentiable;

fn detach(x: f64) -> f64 {
    2.0 * x
}

#[differentiable]
fn f(x: f64) -> f64 {
    detach(x) * x
}

fn main() {}
