use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let y = Some(x);
    let _ = y;
    x * x
}

fn main() {}
