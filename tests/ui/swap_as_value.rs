use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64, y: f64) -> f64 {
    let (mut a, mut b) = (x, y);
    let done = std::mem::swap(&mut a, &mut b);
    drop(done);
    a / b
}

fn main() {}
