use autodiff_core::differentiable;

fn eat(_: Vec<usize>) {}

#[differentiable]
fn f(x: f64, v: Vec<usize>) -> f64 {
    eat(v);
    x * v[0] as f64
}

fn main() {}
