use autodiff_core::differentiable;

#[differentiable]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn f(x: f64) -> f64 {
    let g = square;
    g(x)
}

fn main() {}
