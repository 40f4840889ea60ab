use autodiff_core::differentiable;

#[differentiable]
union Bits {
    number: u64,
    float: f64,
}

fn main() {}
