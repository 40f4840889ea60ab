use autodiff_core::differentiable;

struct Point {
    x: f64,
    y: f64,
}

#[differentiable]
fn f(x: f64) -> f64 {
    let Point { x, y } = Point { x, y: 2.0 * x };
    x * y
}

fn main() {}
