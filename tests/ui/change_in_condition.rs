use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut y = x;
    if {
        y *= 2.0;
        y > 1.0
    } {
        y = y * y;
    }
    y
}

fn main() {}
