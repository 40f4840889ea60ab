use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x.to_vec().swap(0, 1);
    x[0] * x[1]
}

fn main() {}
