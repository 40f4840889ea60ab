use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64, boxed: Box<usize>) -> f64 {
    let box n = boxed;
    x * n as f64
}

fn main() {
    f(1.0, Box::new(1));
}
