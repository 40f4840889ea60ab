use autodiff_core::differentiable;

fn show(x: f64) {
    println!("{x}");
}

#[differentiable]
fn f(x: f64) -> f64 {
    show(x);
    x * x
}

fn main() {}
