//! A loop whose length depends on its data: every input has a program, and a gradient, of its own.

use autodiff_core::differentiable;
use ndarray::{Array1, array};

/// A plain function: the condition of a loop needs no derivative.
fn norm(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

#[differentiable]
fn doubling(x: &Array1<f64>) -> Array1<f64> {
    let mut y = x * 2.0;
    while norm(&y) < 1000.0 {
        y = &y * 2.0;
    }
    y
}

pub(crate) fn main() {
    let seed = array![0.1, 1.0, 0.0001];
    let inputs = [
        array![0.3, -0.7, 1.9],
        array![0.01, 0.02, -0.05],
        array![300.0, -200.0, 100.0],
        array![900.0, 0.0, 0.0],
    ];
    let expected = [8, 14, 1, 0];

    println!("                    x   doublings   gradient");
    for (x, doublings) in inputs.iter().zip(expected) {
        let run = doubling::record(x);
        let trips = run.tape().indices()[0];
        assert_eq!(trips, doublings);
        assert_eq!(run.value(), doubling(x));

        let x_bar = run.backward(&seed);
        println!("{:>21}   {trips:9}   {x_bar}", x.to_string());
        assert_eq!(x_bar, &seed * 2_f64.powi(doublings as i32 + 1));
    }
}
