use autodiff_core::differentiable;

#[differentiable]
fn f(x: Vec<f64>) -> f64 {
    let y = x & x;
    y
}

fn main() {}
