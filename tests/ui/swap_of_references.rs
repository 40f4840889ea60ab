use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut w = x.to_vec();
    let (mut a, mut b) = (&mut v, &mut w);
    std::mem::swap(&mut a, &mut b);
    a[0] *= 2.0;
    v[0]
}

fn main() {}
