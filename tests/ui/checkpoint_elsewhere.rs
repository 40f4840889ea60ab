use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64, n: usize) -> f64 {
    let mut count = 0;
    #[checkpoint]
    for i in 0..n {
        count += i;
    }
    #[checkpoint]
    let y = x * count as f64;
    y
}

fn main() {}
