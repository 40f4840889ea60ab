use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x.iter().cycle().map(|v| v * v).take(9).sum()
}

fn main() {}
