use autodiff_core::{Differentiable, Storable};

#[derive(Differentiable)]
struct Data<'a> {
    x: &'a [f64],
}

fn stored<T: Storable>() {}

fn main() {
    stored::<Data<'static>>();
}
