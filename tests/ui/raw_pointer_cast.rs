use autodiff_core::differentiable;

#[differentiable]
fn f(x: &mut f64) {
    let p = x as *mut f64;
    let _ = p;
}

fn main() {}
