use autodiff_core::differentiable;

struct Point {
    x: f64,
}

#[differentiable]
fn f(x: f64) -> Point {
    Point { x }
}

fn main() {
    let _ = f(1.0).x;
}
