use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let squares = x.iter().map(|v| v * v);
    squares.sum()
}

fn main() {}
