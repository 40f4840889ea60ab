use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut n = 1;
    x.iter()
        .map(|v| v * v)
        .take({
            n += 1;
            n
        })
        .sum()
}

fn main() {}
