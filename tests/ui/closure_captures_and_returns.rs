use autodiff_core::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let get = move || x;
    get()
}

fn main() {}
