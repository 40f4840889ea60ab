use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x.iter()
        .filter_map(|v| loop {
            break Some(*v);
        })
        .sum()
}

fn main() {}
