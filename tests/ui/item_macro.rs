use autodiff_core::differentiable;

#[differentiable]
macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}

fn main() {}
