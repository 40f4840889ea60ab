use autodiff_core::differentiable;

#[differentiable(wrt(x))]
#[differentiable(wrt(y))]
fn f(x: f64, y: f64) -> f64 {
    x * y
}

fn main() {
    f(1.0, 2.0);
}
