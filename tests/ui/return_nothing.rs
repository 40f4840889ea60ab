use autodiff_core::differentiable;

#[differentiable]
fn print(x: f64) {
    println!("{x}");
}

fn main() {}
