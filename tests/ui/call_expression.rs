use autodiff_core::differentiable;

fn pick(twice: bool) -> fn(f64) -> f64 {
    if twice { |x| 2.0 * x } else { |x| x }
}

#[differentiable]
fn f(x: f64) -> f64 {
    pick(true)(x)
}

fn main() {}
