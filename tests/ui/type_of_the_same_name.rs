use autodiff_core::differentiable;

#[allow(non_camel_case_types)]
struct point {
    x: f64,
}

#[differentiable]
fn point(x: f64) -> f64 {
    x * x
}

fn main() {
    let _ = point { x: point(1.0) }.x;
}
