use autodiff_core::differentiable;

macro_rules! some {
    ($name:ident) => {
        Some($name)
    };
}

#[differentiable]
fn f(x: Option<f64>) -> f64 {
    match x {
        some!(v) => v * v,
        _ => 0.0,
    }
}

fn main() {
    f(Some(1.0));
}
