use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let y = Box::new(x);
    *y * *y
}

fn main() {}
