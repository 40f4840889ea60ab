use autodiff_core::differentiable;

#[differentiable]
extern crate std as standard;

fn main() {}
