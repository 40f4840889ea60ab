use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    x.next_up() * x
}

fn main() {
    f(1.0);
}
