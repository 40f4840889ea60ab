use autodiff_core::differentiable;

trait Length {
    fn dim(&self) -> f64;
}

impl Length for [f64] {
    fn dim(&self) -> f64 {
        self[0] * self[0]
    }
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x.dim() * x[0]
}

fn main() {}
