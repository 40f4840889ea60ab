use autodiff_core::differentiable;

#[differentiable]
fn factorial(n: u64) -> f64 {
    (1..=n).product::<u64>() as f64
}

fn main() {
    factorial(3);
}
