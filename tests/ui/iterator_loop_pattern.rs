use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut s = 0.0;
    for all @ (_, v) in x.iter().enumerate() {
        s += v * all.0 as f64;
    }
    s
}

fn main() {}
