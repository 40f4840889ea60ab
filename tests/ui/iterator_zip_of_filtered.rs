use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64], y: &[f64]) -> f64 {
    x.iter()
        .filter(|v| **v > 0.0)
        .zip(y.iter().filter(|v| **v > 0.0))
        .map(|(v, w)| v * w)
        .sum()
}

fn main() {}
