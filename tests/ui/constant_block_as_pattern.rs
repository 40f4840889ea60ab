use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64, n: usize) -> f64 {
    match n {
        const { 1 + 1 } => x,
        _ => x * x,
    }
}

fn main() {
    f(1.0, 2);
}
