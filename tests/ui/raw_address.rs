use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let p = &raw const x;
    let _ = p;
    x
}

fn main() {}
