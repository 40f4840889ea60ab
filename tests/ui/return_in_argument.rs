use autodiff_core::differentiable;

fn log(_: f64) {}

#[differentiable]
fn f(x: f64, n: usize) -> f64 {
    assert!(n > 0, "{}", if n > 7 { return x } else { n });
    x * x
}

fn main() {}
