use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64, n: Option<usize>) -> Option<f64> {
    println!("{}", n?);
    Some(x * x)
}

fn main() {}
