use autodiff_core::differentiable;

#[differentiable]
fn kept(x: &[f64]) -> f64 {
    let found = x.iter().max_by(|a, b| a.total_cmp(b));
    match found {
        Some(v) => v * v,
        None => 0.0,
    }
}

#[differentiable]
fn given(x: &[f64]) -> f64 {
    *match x.iter().find(|v| **v > 0.5) {
        Some(v) => v,
        None => &x[0],
    }
}

#[differentiable]
fn whole(x: &[f64]) -> f64 {
    if let Some(found) = x.iter().enumerate().find(|(_, v)| **v > 0.5) {
        found.1 * found.1
    } else {
        0.0
    }
}

fn main() {}
