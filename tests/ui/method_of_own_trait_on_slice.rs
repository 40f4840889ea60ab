use autodiff_core::differentiable;

trait Stats {
    fn sum(&self) -> f64;
}

impl Stats for [f64] {
    fn sum(&self) -> f64 {
        self[0] * self[0]
    }
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x.sum()
}

fn main() {}
