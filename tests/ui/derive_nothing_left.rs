use autodiff_core::Differentiable;

#[derive(Differentiable)]
struct Config {
    steps: usize,
    #[differentiable(skip)]
    rate: f64,
}

#[derive(Differentiable)]
enum Kind {
    Linear,
    Cubic,
}

#[derive(Differentiable)]
struct Marker;

#[derive(Differentiable)]
enum Never {}

fn main() {}
