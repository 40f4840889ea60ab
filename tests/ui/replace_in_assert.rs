use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut y = x * x;
    assert!(std::mem::replace(&mut y, 2.0) > 0.0);
    y * x
}

fn main() {}
