use autodiff_core::Differentiable;

enum Kind {
    Linear,
    Cubic,
}

#[derive(Differentiable)]
enum Head {
    Dense(f64),
    Spline { knots: f64, kind: Kind },
}

fn main() {}
