use autodiff_core::differentiable;

#[differentiable]
fn first(x: &[f64]) -> &f64 {
    &x[0]
}

fn main() {
    first(&[1.0]);
}
