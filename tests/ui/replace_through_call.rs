use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let old = std::mem::replace(v.last_mut().unwrap(), x[0]);
    old * v[0]
}

fn main() {}
