use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64], w: f64) -> f64 {
    let mut y = w;
    #[checkpoint]
    for v in x.iter() {
        y = y * v + w;
    }
    #[checkpoint]
    for name in ["a", "bc"] {
        y = y * w + name.len() as f64;
    }
    y
}

fn main() {}
