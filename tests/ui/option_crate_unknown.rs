#[autodiff_core::differentiable(crate = autodif_core)]
fn f(x: f64) -> f64 {
    x * x
}

fn main() {}
