use autodiff_core::differentiable;

#[differentiable]
fn f(x: Option<f64>) -> f64 {
    match x {
        Some(v if v > 1.0) => v * v,
        _ => 0.0,
    }
}

fn main() {
    f(Some(1.0));
}
