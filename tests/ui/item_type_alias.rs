use autodiff_core::differentiable;

#[differentiable]
type Number = f64;

fn main() {}
