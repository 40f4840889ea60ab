use autodiff_core::differentiable;

fn smooth(v: f64) -> f64 {
    v * v
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x.iter().map(|v| smooth(*v)).sum()
}

fn main() {}
