use autodiff_core::Differentiable;

#[derive(Differentiable)]
struct Pair<T> {
    values: Vec<T>,
}

struct Rate;

fn zero<T: Differentiable>() {}

fn main() {
    zero::<Pair<f64>>();
    zero::<Pair<Rate>>();
}
