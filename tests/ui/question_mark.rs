use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64, text: &str) -> Option<f64> {
    let scale: f64 = text.parse().ok()?;
    Some(x * scale)
}

fn main() {}
