use autodiff_core::differentiable;

async fn rate() -> f64 {
    0.1
}

#[differentiable]
async fn f(x: f64) -> f64 {
    x * rate().await
}

fn main() {}
