use autodiff_core::differentiable;

#[differentiable]
trait Number = Copy + Send;

fn main() {}
