use autodiff_core::{Differentiable, differentiable};

#[derive(Differentiable)]
struct Model {
    gain: f64,
}

#[differentiable]
impl Model {
    fn all(&self, x: &[f64]) -> f64 {
        self.gain * x[0]
    }
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let model = Model { gain: 2.0 };
    model.all(x)
}

fn main() {}
