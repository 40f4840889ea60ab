use autodiff_core::Differentiable;

struct Rate(f64);

#[derive(Differentiable)]
struct Params {
    scale: f64,
    rate: Rate,
}

fn main() {}
