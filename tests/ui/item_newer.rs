use autodiff_core::differentiable;

#[differentiable]
static RATE = 0.1;

fn main() {}
