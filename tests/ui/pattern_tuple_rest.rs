use autodiff_core::differentiable;

#[differentiable]
fn f(x: (f64, f64, f64)) -> f64 {
    let (first, ..) = x;
    first * first
}

fn main() {}
