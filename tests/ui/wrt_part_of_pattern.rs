use autodiff_core::differentiable;

#[differentiable(wrt(x))]
fn f((x, y): (f64, f64)) -> f64 {
    x * y
}

fn main() {}
