use autodiff_core::differentiable;

#[differentiable]
fn square(x: f64) -> f64 {
    x * x
}

#[test]
fn square_grad() {
    assert_eq!(square::grad(3.0), 6.0);
}
