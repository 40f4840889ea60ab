use autodiff_core::{Differentiable, differentiable};

#[derive(Clone, Differentiable)]
struct Point {
    x: f64,
    y: f64,
}

#[differentiable]
fn f(p: Point) -> f64 {
    let (a, b);
    Point { x: a, y: b } = p;
    a * b
}

#[differentiable]
fn g(p: Point) -> f64 {
    let mut a = 1.0;
    let mut b = 1.0;
    Point { x: a, y: b } = p;
    a * b
}

fn main() {
    let p = Point { x: 1.0, y: 2.0 };
    f(p.clone());
    g(p);
}
