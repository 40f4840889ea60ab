use autodiff_core::differentiable;

fn first(v: &mut Vec<f64>) -> &mut f64 {
    &mut v[0]
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut w = x.to_vec();
    std::mem::swap(first(&mut v), first(&mut w));
    v[0] * w[0]
}

fn main() {}
