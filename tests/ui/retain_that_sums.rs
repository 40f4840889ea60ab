use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut sum = 0.0;
    v.retain(|x| {
        sum += *x;
        *x > 0.0
    });
    v[0] * sum
}

fn main() {}
