use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64, n: Option<i32>) -> f64 {
    if x > 0.0
        && let Some(n) = n
    {
        return x.powi(n);
    }
    x
}

fn main() {}
