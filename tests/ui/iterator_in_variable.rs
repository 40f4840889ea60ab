use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut squares = x.iter().map(|v| v * v);
    squares.next().unwrap()
}

fn main() {}
