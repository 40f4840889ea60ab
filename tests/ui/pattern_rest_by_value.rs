use autodiff_core::differentiable;

#[differentiable]
fn f(x: [f64; 3]) -> f64 {
    let [first, rest @ ..] = x;
    first * rest[0]
}

fn main() {
    f([1.0; 3]);
}
