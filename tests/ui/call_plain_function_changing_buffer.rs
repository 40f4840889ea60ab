use autodiff_core::differentiable;

fn scale(v: &mut [f64]) {
    v[0] *= 2.0;
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    scale(&mut v);
    v[0]
}

fn main() {}
