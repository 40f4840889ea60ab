use autodiff_core::{Tape, differentiable};

#[differentiable]
fn f(x: f64) -> f64 {
    x * x
}

fn main() {
    let mut tape = Tape::new();
    let first = f::record_in(&mut tape, 1.0);
    let second = f::record_in(&mut tape, 2.0);
    first.backward(1.0);
    second.backward(1.0);
}
