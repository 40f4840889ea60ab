use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    if x > 1.0 {
        become f(x / 2.0);
    }
    x * x
}

fn main() {
    f(1.0);
}
