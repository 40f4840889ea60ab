//! The programs the project began with, and their exact values.

#![allow(
    clippy::all,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Function, differentiable};
use autodiff_tests::{Const, check, twin};
use ndarray::{Array1, Array2, array};

#[twin]
#[differentiable]
fn basics(x: &Array2<f64>) -> f64 {
    let y = x - 2.0;
    let z = &y * &y * 3.0;
    z.mean().unwrap()
}

#[test]
fn autograd_basics() {
    let x = array![[1.0, 2.0], [3.0, 4.0]];
    let (value, gradient) = basics::value_and_grad(&x);
    assert_eq!(value, 4.5);
    assert_eq!(gradient, array![[-1.5, 0.0], [1.5, 3.0]]);
    check!(basics(&x); x = x.clone());
}

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

#[test]
fn dynamic_loop() {
    let mut counts = Vec::new();
    for x in [
        array![0.3, -0.7, 1.9],
        array![30.0, -0.7, 1.9],
        array![0.003, 0.001, 0.0],
        array![900.0, 0.0, 1.0],
    ] {
        let mut y = &x * 2.0;
        let mut k = 0;
        while norm(&y) < 1000.0 {
            y = y * 2.0;
            k += 1;
        }
        let run = doubling::record(&x);
        assert_eq!(run.value(), doubling(&x));
        assert_eq!(run.value(), y);
        assert_eq!(
            run.tape().indices().last(),
            Some(&k),
            "the number of doublings is on the tape"
        );
        let seed = array![0.1, 1.0, 0.0001];
        let factor = 2_f64.powi(i32::try_from(k).unwrap() + 1);
        assert_eq!(run.backward(&seed), &seed * factor);
        counts.push(k);
    }
    assert_eq!(counts, [8, 5, 18, 0]);
}

#[twin]
#[differentiable]
fn inner_product(w: &Array1<f64>, x: &Array1<f64>) -> f64 {
    w.dot(x)
}

#[twin(calls(inner_product))]
#[differentiable(wrt(w))]
fn inner_product_of(w: &Array1<f64>, x: &Array1<f64>) -> f64 {
    inner_product(w, x)
}

#[test]
fn inner_products() {
    let (w, x) = (array![0.5, -1.0, 2.0], array![1.0, 2.0, 3.0]);
    assert_eq!(inner_product::grad(&w, &x), (x.clone(), w.clone()));
    assert_eq!(inner_product_of::grad(&w, &x), x);
    assert_eq!(inner_product(&w, &x), 4.5);
    check!(inner_product(&w, &x); w = w.clone(), x = x.clone());
    check!(inner_product_of(&w, &x.0); w = w, x = Const(x));
}

struct Add;

impl Function for Add {
    type Input<'a> = (&'a Array1<f64>, &'a Array1<f64>);
    type InputBar = (Array1<f64>, Array1<f64>);
    type Output = Array1<f64>;
    type Saved = ();
    fn forward((a, b): Self::Input<'_>) -> (Array1<f64>, ()) {
        (a + b, ())
    }
    fn backward((): (), y_bar: Array1<f64>) -> Self::InputBar {
        (y_bar.clone(), y_bar)
    }
}

/// The same, but what flows back is altered.
struct AlteredAdd;

impl Function for AlteredAdd {
    type Input<'a> = (&'a Array1<f64>, &'a Array1<f64>);
    type InputBar = (Array1<f64>, Array1<f64>);
    type Output = Array1<f64>;
    type Saved = ();
    fn forward((a, b): Self::Input<'_>) -> (Array1<f64>, ()) {
        (a + b, ())
    }
    fn backward((): (), y_bar: Array1<f64>) -> Self::InputBar {
        (&y_bar * 10.0, y_bar * 100.0)
    }
}

#[differentiable]
fn adds(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    let c = Add::apply((a, b));
    c.sum()
}

#[differentiable]
fn adds_altered(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    let c = AlteredAdd::apply((a, b));
    c.sum()
}

#[test]
fn duplicating_add() {
    let (a, b) = (array![1.0, 2.0], array![3.0, 4.0]);
    assert_eq!(
        adds::value_and_grad(&a, &b),
        (10.0, (array![1.0, 1.0], array![1.0, 1.0]))
    );
    assert_eq!(
        adds_altered::value_and_grad(&a, &b),
        (10.0, (array![10.0, 10.0], array![100.0, 100.0]))
    );
}

#[twin]
#[differentiable]
fn horner(x: f64) -> f64 {
    ((2.0 * x + 3.0) * x - 5.0) * x + 7.0
}

#[twin]
#[differentiable]
fn rosenbrock(x: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() - 1 {
        let a = x[i + 1] - x[i] * x[i];
        let b = 1.0 - x[i];
        s += 100.0 * a * a + b * b;
    }
    s
}

#[test]
fn exact_values() {
    assert_eq!(horner::value_and_grad(2.0), (25.0, 31.0));
    assert_eq!(rosenbrock::grad(&[1.0, 1.0, 1.0]), [0.0, 0.0, 0.0]);
    assert_eq!(rosenbrock::grad(&[-1.0, 2.0]), [396.0, 200.0]);
    check!(horner(x); x = 0.7);
    check!(rosenbrock(&x); x = vec![0.7, -0.3, 1.2]);
}
