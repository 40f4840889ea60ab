use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    x * x
}

fn main() {
    let y = f(3.0);
    println!("{}", y.grad());
}
