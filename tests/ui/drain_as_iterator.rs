use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut sum = 0.0;
    for x in v.drain(..) {
        sum += x * x;
    }
    sum
}

fn main() {}
