use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let firsts = x.iter().map(|v| x.first().unwrap()).last().unwrap();
    firsts * 2.0
}

fn main() {}
