use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut y = x[0];
    let z = x[{
        y *= 2.0;
        1
    }];
    y * z
}

fn main() {}
