use autodiff_core::differentiable;

#[differentiable]
unsafe extern "C" {
    safe fn cbrt(x: f64) -> f64;
}

fn main() {}
