use autodiff_core::differentiable;

struct Square;

#[differentiable]
fn f(x: f64) -> f64 {
    Square::apply(x)
}

fn main() {}
