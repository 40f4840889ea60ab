use autodiff_core::differentiable;

trait Squared {
    fn squared(self) -> Self;
}

impl Squared for f64 {
    fn squared(self) -> f64 {
        self * self
    }
}

#[differentiable]
fn f(x: f64) -> f64 {
    x.squared() + 1.0
}

fn main() {
    f(1.0);
}
