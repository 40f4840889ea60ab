use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let a = std::array::from_fn(|i| x[i] * x[i]);
    let [b, c] = a;
    b * c
}

fn main() {}
