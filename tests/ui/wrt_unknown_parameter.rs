use autodiff_core::differentiable;

#[differentiable(wrt(weight))]
fn f(x: f64, w: f64) -> f64 {
    w * x
}

fn main() {
    f(1.0, 2.0);
}
