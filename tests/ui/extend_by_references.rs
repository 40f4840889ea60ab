use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    v.extend(x.iter().filter(|x| **x > 0.0));
    v[0] * v[1]
}

fn main() {}
