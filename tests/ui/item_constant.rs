use autodiff_core::differentiable;

#[differentiable]
const RATE: f64 = 0.1;

fn main() {
    let _ = RATE;
}
