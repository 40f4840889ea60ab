use autodiff_core::Differentiable;

#[derive(Differentiable)]
enum Never {}

fn main() {}
