use autodiff_core::differentiable;

#[differentiable]
fn f(x: &[f64]) -> Vec<f64> {
    vec![x[0] * x[0]]
}

fn main() {
    let y = f::record(&[1.0]).value();
    println!("{y:?}");
}
