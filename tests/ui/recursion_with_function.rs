use autodiff_core::differentiable;

#[differentiable]
fn halved(f: &impl Fn(f64) -> f64, x: f64, n: usize) -> f64 {
    if n == 0 { f(x) } else { halved(f, 0.5 * x, n - 1) }
}

fn main() {}
