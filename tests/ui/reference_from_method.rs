use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut v = vec![0.0; 2];
    let r = v.iter_mut().next().unwrap();
    *r = x * x;
    v[0]
}

fn main() {}
