use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    (x * 10.0) as i64 as f64
}

fn main() {}
