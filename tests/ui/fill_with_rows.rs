use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    v[0] *= 2.0;
    let mut rows = vec![v.clone(), v];
    rows.fill(x.to_vec());
    rows[0][0]
}

fn main() {}
