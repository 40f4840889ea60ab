use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut v = vec![x];
    let done = v.push(x);
    drop(done);
    v[1]
}

fn main() {}
