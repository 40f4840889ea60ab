use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64], step: impl Fn(f64, f64) -> Option<f64>) -> f64 {
    x.iter()
        .try_fold(0.0, |s, v| step(s, *v))
        .unwrap_or(0.0)
}

fn main() {}
