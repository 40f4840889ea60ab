use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    yield x;
    x * x
}

fn main() {
    f(1.0);
}
