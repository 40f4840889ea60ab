use autodiff_core::differentiable;

macro_rules! real {
    () => {
        f64
    };
}

#[differentiable]
fn f(x: real!()) -> f64 {
    x * x
}

fn main() {}
