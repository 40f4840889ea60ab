use autodiff_core::{Tape, differentiable};

#[differentiable]
fn f(x: f64) -> f64 {
    x * x
}

fn main() {
    let mut tape = Tape::new();
    let run = f::record_in(&mut tape, 1.0);
    tape.clear();
    run.backward(1.0);
}
