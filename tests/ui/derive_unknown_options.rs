use autodiff_core::{Differentiable, differentiable};

#[derive(Differentiable)]
#[differentiable(wrt(x))]
struct Point {
    #[differentiable(ignore)]
    x: f64,
    #[differentiable]
    y: f64,
    #[differentiable(skip = true)]
    z: f64,
}

#[derive(Differentiable)]
#[differentiable(skip)]
enum Figure {
    #[differentiable(skip)]
    Circle(f64),
}

#[differentiable]
fn f(x: f64) -> f64 {
    x
}

fn main() {}
