use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let (mut a, mut b) = (0.0, 0.0);
    let r = if x > 0.0 { &mut a } else { &mut b };
    *r = x * x;
    a + b
}

fn main() {}
