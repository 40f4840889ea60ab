mod model {
    #[autodiff_core::differentiable]
    fn loss(x: f64) -> f64 {
        x * x
    }
}

fn main() {
    model::loss::grad(1.0);
}
