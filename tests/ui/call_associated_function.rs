use autodiff_core::differentiable;

struct Model;

impl Model {
    fn loss(x: f64) -> f64 {
        x * x
    }
}

#[differentiable]
fn f(x: f64) -> f64 {
    Model::loss(x)
}

fn main() {
    f(1.0);
}
