use autodiff_core::differentiable;

struct Model;

#[differentiable]
impl Model {
    fn loss(x: f64) -> f64 {
        x * x
    }
}

fn main() {
    Model::loss(1.0);
}
