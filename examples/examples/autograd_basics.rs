//! The first steps of every autodiff tutorial: a few array operations, then their gradient.

use autodiff_core::differentiable;
use ndarray::{Array2, array};

#[differentiable]
fn mean_of_squares(x: &Array2<f64>) -> f64 {
    let y = x - 2.0;
    let z = &y * &y * 3.0;
    z.mean().unwrap()
}

pub(crate) fn main() {
    let x = array![[1.0, 2.0], [3.0, 4.0]];
    let (a, x_bar) = mean_of_squares::value_and_grad(&x);
    println!("x =\n{x}\ny = x - 2, z = 3 y², a = mean(z) = {a}\nda/dx =\n{x_bar}");

    assert_eq!(a, 4.5);
    assert_eq!(x_bar, array![[-1.5, 0.0], [1.5, 3.0]]);
    assert_eq!(a, mean_of_squares(&x));
}
