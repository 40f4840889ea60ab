use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64], y: &[f64]) -> f64 {
    let mut r = &x[0];
    let s = r * 2.0;
    r = &y[0];
    s * r
}

fn main() {}
