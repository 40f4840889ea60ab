use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let later = async { 1.0 };
    drop(later);
    x
}

fn main() {}
