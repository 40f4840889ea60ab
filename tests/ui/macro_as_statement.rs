use autodiff_core::differentiable;

macro_rules! double {
    ($x:ident) => {
        $x *= 2.0;
    };
}

#[differentiable]
fn f(x: f64) -> f64 {
    let mut y = x;
    double!(y);
    y
}

fn main() {}
