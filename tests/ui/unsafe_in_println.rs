use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    println!("{}", unsafe { *(&raw const x) });
    x * x
}

fn main() {}
