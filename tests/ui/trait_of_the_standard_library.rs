use autodiff_core::{Differentiable, differentiable};

#[derive(Clone, Differentiable)]
struct Point {
    x: f64,
}

#[differentiable]
impl From<f64> for Point {
    fn from(x: f64) -> Point {
        Point { x }
    }
}

fn main() {}
