use autodiff_core::differentiable;

fn first(v: &mut [f64]) -> &mut f64 {
    &mut v[0]
}

#[differentiable]
fn f(x: f64) -> f64 {
    let mut v = [0.0; 2];
    let r = first(&mut v);
    *r = x * x;
    v[0]
}

fn main() {}
