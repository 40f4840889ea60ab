use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64, #[cfg(debug_assertions)] _y: f64) -> f64 {
    x * x
}

fn main() {}
