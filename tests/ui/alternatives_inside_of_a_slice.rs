use autodiff_core::differentiable;

#[differentiable]
fn f(x: [Option<f64>; 2]) -> f64 {
    match x {
        [Some(a), None] | [None, Some(a)] => a * a,
        [None | Some(_), _] => 1.0,
    }
}

#[differentiable]
fn g(x: [Result<f64, f64>; 1]) -> f64 {
    match x {
        [Ok(a) | Err(a)] => a * a,
    }
}

fn main() {
    f([None; 2]);
    g([Ok(1.0)]);
}
