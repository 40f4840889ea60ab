//! rustc is asked whether a name with a capital is that of a constant.

use autodiff_core::differentiable;

#[differentiable]
fn guarded(x: f64) -> f64 {
    match x {
        Temp if Temp > 1.0 => Temp * Temp,
        _ => x,
    }
}

fn main() {}
