use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let g: fn(f64) -> f64 = if x > 0.0 { |v| v * v } else { |v| v };
    g(x)
}

fn main() {
    f(1.0);
}
