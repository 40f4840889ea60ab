use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> Vec<f64> {
    vec![x[0], 2.0 * x[0]]
}

fn main() {
    f::grad(&[1.0]);
}
