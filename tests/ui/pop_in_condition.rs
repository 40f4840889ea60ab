use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    if v.pop().is_some() {
        return v[0];
    }
    0.0
}

fn main() {}
