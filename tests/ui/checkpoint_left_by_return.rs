use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64, n: usize) -> Option<f64> {
    let mut y = x;
    #[checkpoint]
    for _ in 0..n {
        y = y * x + 1.0;
        if y > 100.0 {
            return None;
        }
        y = g(y)?;
    }
    Some(y)
}

#[differentiable]
fn g(y: f64) -> Option<f64> {
    if y < 0.0 { None } else { Some(y.sqrt()) }
}

fn main() {}
