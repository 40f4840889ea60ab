use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let (first, [second, ..]) = v.split_at_mut(1) else {
        return 0.0;
    };
    first[0] *= *second;
    v[0]
}

fn main() {}
