use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x[0] * x[1]
}

fn main() {
    let x = vec![1.0, 2.0];
    let run = f::record(&x);
    drop(x);
    run.backward(1.0);
}
