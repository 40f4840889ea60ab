use autodiff_core::differentiable;

#[differentiable]
fn smooth(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn f(x: f64) -> f64 {
    fn smooth(x: f64) -> f64 {
        x.sin()
    }
    smooth(x)
}

fn main() {
    smooth(1.0);
}
