//! Which parameters are differentiated is up to the function: all, or those that `wrt` names.

use autodiff_core::differentiable;
use ndarray::{Array1, array};

#[differentiable]
fn inner(w: &Array1<f64>, x: &Array1<f64>) -> f64 {
    w.dot(x)
}

/// The same with `x` a constant, as for the data that a model is fitted to.
#[differentiable(wrt(w))]
fn model(w: &Array1<f64>, x: &Array1<f64>) -> f64 {
    w.dot(x)
}

pub(crate) fn main() {
    let w = array![0.5, -1.0, 2.0];
    let x = array![1.0, 2.0, 3.0];

    let (w_bar, x_bar) = inner::grad(&w, &x);
    println!("d(w·x)/dw = {w_bar}, d(w·x)/dx = {x_bar}");
    assert_eq!(w_bar, x);
    assert_eq!(x_bar, w);

    let w_bar = model::grad(&w, &x);
    println!("with respect to w only: {w_bar}");
    assert_eq!(w_bar, x);

    // Inference is a call of the function: no tape, no cost.
    let z = model(&w, &x);
    println!("plain inference: {z}");
    assert_eq!(z, 4.5);
}
