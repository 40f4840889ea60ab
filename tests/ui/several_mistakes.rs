use autodiff_core::differentiable;

fn smooth(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn f(x: f64, v: &[f64]) -> f64 {
    let n = x as usize;
    let scaled = |w: f64| w * x;
    let s: f64 = v.iter().map(|w| w * w).sum();
    s + x.next_up() + scaled(1.0) + n as f64 + smooth(x)
}

fn main() {
    f(1.0, &[]);
}
