use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    assert!(v.pop().is_some());
    v[0] * v[1]
}

fn main() {}
