use autodiff_core::Differentiable;

#[derive(Differentiable)]
struct Guarded {
    values: Vec<f64>,
}

impl Drop for Guarded {
    fn drop(&mut self) {}
}

fn main() {}
