use autodiff_core::differentiable;

fn positive(v: f64) -> Option<f64> {
    (v > 0.0).then_some(v)
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x.iter().filter_map(|v| positive(*v)).sum()
}

fn main() {}
