use autodiff_core::differentiable;

#[differentiable]
fn f(x: &mut [f64]) -> f64 {
    x[0] *= 2.0;
    x[0]
}

fn main() {
    f::record(&mut [1.0]).backward(1.0);
}
