use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    *v.iter_mut().last().unwrap() = 2.0;
    v[0] * v[1]
}

fn main() {}
