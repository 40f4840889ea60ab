use autodiff_core::differentiable;

#[differentiable]
mod model {
    pub fn loss(x: f64) -> f64 {
        x * x
    }
}

fn main() {
    model::loss(1.0);
}
