use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let largest = x.iter().max_by(|a, b| a.total_cmp(b)).unwrap();
    largest * largest
}

fn main() {}
