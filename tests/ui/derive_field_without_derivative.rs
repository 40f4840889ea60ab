use autodiff_core::Differentiable;

struct Rate(f64);

#[derive(Differentiable)]
struct Params {
    rates: Vec<Rate>,
    scale: f64,
}

fn main() {}
