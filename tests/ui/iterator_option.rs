use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let largest = x.iter().copied().reduce(f64::max);
    match largest {
        Some(v) => v * v,
        None => 0.0,
    }
}

fn main() {}
