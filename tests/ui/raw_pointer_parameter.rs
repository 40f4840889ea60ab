use autodiff_core::differentiable;

#[differentiable]
fn f(x: *const f64, y: f64) -> f64 {
    let _ = x;
    y
}

fn main() {}
