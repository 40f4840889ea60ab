use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    vec![x].push(2.0 * x);
    x * x
}

fn main() {}
