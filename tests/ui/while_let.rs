use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64, mut stack: Vec<usize>) -> f64 {
    let mut y = x;
    while let Some(n) = stack.pop() {
        y = y * n as f64;
    }
    y
}

fn main() {}
