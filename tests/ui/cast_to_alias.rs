use autodiff_core::differentiable;

type Count = u32;

#[differentiable]
fn f(x: f64) -> f64 {
    (x as Count) as f64 * x
}

fn main() {}
