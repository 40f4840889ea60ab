use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> (f64, f64) {
    x.sin_cos()
}

fn main() {
    f::value_and_grad(1.0);
}
