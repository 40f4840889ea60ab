use autodiff_core::differentiable;

#[differentiable]
fn f(x: (f64, Result<f64, f64>)) -> f64 {
    match x {
        whole @ (_, Ok(a) | Err(a)) => a * whole.0,
    }
}

fn main() {
    f((1.0, Ok(1.0)));
}
