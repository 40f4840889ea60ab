use autodiff_core::differentiable;

#[differentiable]
fn f(pull: impl Fn(f64) -> f64, x: f64, n: usize) -> f64 {
    let mut y = x;
    #[checkpoint]
    for _ in 0..n {
        y += pull(y);
    }
    y
}

fn main() {}
