use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let bits = x.to_bits();
    f64::from_bits(bits) * x
}

fn main() {}
