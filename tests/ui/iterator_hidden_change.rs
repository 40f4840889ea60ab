use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut s = 0.0;
    let n = x.iter().filter(|v| { s += **v; **v > 0.0 }).count();
    s * n as f64
}
fn main() {}
