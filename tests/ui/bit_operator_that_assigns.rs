use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut y = x;
    y <<= 1;
    y
}

fn main() {
    f(1.0);
}
