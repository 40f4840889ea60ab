use autodiff_core::{Function, differentiable};

#[differentiable]
fn f(x: f64) -> f64 {
    let mut y = x;
    Square::apply(&mut y);
    y
}

struct Square;

impl Function for Square {
    type Input<'a> = &'a f64;
    type InputBar = f64;
    type Output = f64;
    type Saved = f64;

    fn forward(x: &f64) -> (f64, f64) {
        (x * x, *x)
    }

    fn backward(x: f64, bar: f64) -> f64 {
        2.0 * x * bar
    }
}

fn main() {}
