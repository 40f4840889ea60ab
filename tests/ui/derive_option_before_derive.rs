use autodiff_core::{Differentiable, differentiable};

#[differentiable(crate = autodiff_core)]
#[derive(Differentiable)]
struct Point {
    x: f64,
}

fn main() {}
