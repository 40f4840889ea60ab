use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let scaled = |v: f64| v * x;
    let y = scaled(2.0);
    y
}

fn main() {}
