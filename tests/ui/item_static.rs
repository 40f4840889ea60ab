use autodiff_core::differentiable;

#[differentiable]
static RATE: f64 = 0.1;

fn main() {}
