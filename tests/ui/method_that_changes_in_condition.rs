use autodiff_core::{Differentiable, differentiable};

#[derive(Clone, Differentiable)]
struct Walker {
    at: f64,
}

#[differentiable]
impl Walker {
    fn step(&mut self, by: f64) -> bool {
        self.at += by;
        self.at < 1.0
    }
}

#[differentiable]
fn walk(mut walker: Walker, by: f64) -> f64 {
    while walker.step(by) {}
    walker.at
}

fn main() {}
