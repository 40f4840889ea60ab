use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64, n: Option<usize>) -> f64 {
    let Some(n) = n else { return x };
    x * n as f64
}

fn main() {}
