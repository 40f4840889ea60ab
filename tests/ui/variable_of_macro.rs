//! A function that a macro writes, with a variable of its own and one that it is given.

use autodiff_core::differentiable;

macro_rules! scaled {
    ($f:ident, $x:ident) => {
        #[differentiable]
        fn $f($x: f64) -> f64 {
            let y = 3.0 * $x;
            y * $x
        }
    };
}

scaled!(fine, x);
scaled!(confused, y);

fn main() {
    fine::grad(2.0);
}
