use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x[0] * x[1]
}

fn main() {
    let run = f::record(&[1.0, 2.0]);
    run.backward(1.0);
    run.backward(1.0);
}
