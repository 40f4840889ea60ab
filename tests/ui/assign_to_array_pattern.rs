use autodiff_core::differentiable;

#[differentiable]
fn f(x: [f64; 2]) -> f64 {
    let mut a = 1.0;
    let mut b = 1.0;
    [a, b] = x;
    a * b
}

fn main() {
    f([1.0, 2.0]);
}
