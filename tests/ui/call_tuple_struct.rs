use autodiff_core::differentiable;

struct Metres(f64);

#[differentiable]
fn f(x: f64) -> f64 {
    let length = Metres(x);
    length.0 * 2.0
}

fn main() {}
