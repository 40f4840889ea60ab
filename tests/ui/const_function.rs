use autodiff_core::differentiable;

#[differentiable]
const fn f(x: f64) -> f64 {
    x * x
}

fn main() {
    f(1.0);
}
