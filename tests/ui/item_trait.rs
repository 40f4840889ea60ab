use autodiff_core::differentiable;

#[differentiable]
trait Loss {
    fn loss(x: f64) -> f64;
}

fn main() {}
