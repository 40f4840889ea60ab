use autodiff_core::differentiable;

#[differentiable]
fn logarithm(x: f64) -> Result<f64, String> {
    if x > 0.0 { Ok(x.ln()) } else { Err(format!("{x}")) }
}

#[differentiable]
fn either(x: f64, y: f64) -> f64 {
    logarithm(x).map(|v| v * y).unwrap_or(y)
}

fn main() {}
