use autodiff_core::differentiable;

#[differentiable]
fn f(x: (f64, f64)) -> f64 {
    let all @ (a, _) = x;
    all.1 * a
}

fn main() {}
