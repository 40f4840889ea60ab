use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut w = x.to_vec();
    std::mem::swap(v.last_mut().unwrap(), w.last_mut().unwrap());
    v[0] * w[0]
}

fn main() {}
