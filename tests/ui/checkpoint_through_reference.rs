use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64], n: usize) -> f64 {
    let mut v = x.to_vec();
    let first = &mut v[0];
    #[checkpoint]
    for _ in 0..n {
        *first = first.sin();
    }
    v[0]
}

fn main() {}
