use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let y: Option<f64> = try { x * x };
    y.unwrap()
}

fn main() {
    f(1.0);
}
