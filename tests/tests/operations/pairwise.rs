//! Functions of two numbers, by themselves and element by element.

use autodiff_core::{differentiable, ops};
use autodiff_tests::obeys;
use autodiff_tests::ops::{distinct, random};
use ndarray::{Array1, Array2, array};

/// An array cut into two.
fn halves(rows: usize, columns: usize) -> (Array2<f64>, Array2<f64>) {
    let both = distinct([2 * rows, columns]);
    let (a, b) = both.view().split_at(ndarray::Axis(0), rows);
    (a.to_owned(), b.to_owned())
}

macro_rules! functions {
    ($($name:ident |$x:ident| $positive:expr;)+) => {$(
        #[test]
        fn $name() {
            let positive = |$x: Array2<f64>| $positive;
            for (rows, columns) in [(2, 3), (1, 4), (4, 1), (0, 3), (3, 0)] {
                let (a, b) = halves(rows, columns);
                let b = positive(b);
                obeys!(ops::$name(&a, &b));
                let row = positive(distinct([1, columns]) + 0.17);
                obeys!(ops::$name(&a, &row));
                let column = distinct([rows, 1]) - 0.19;
                obeys!(ops::$name(&column, &b));
                obeys!(ops::$name(&column, &row));
                let one = 0.73;
                obeys!(ops::$name(&a, one));
            }
            let (a, b) = (0.4, 1.3);
            obeys!(ops::$name(a, b));
        }
    )+};
}

functions! {
    maximum |x| x;
    minimum |x| x;
    logaddexp |x| x;
    xlogy |x| x.mapv(|x| x * x + 0.2);
}

#[differentiable]
fn program(x: &Array1<f64>, y: &Array1<f64>, w: f64) -> f64 {
    let m = ops::maximum(x, &(y * w));
    let n = ops::logaddexp(&m, w) + y.mapv(|v| ops::maximum(v, w) * ops::minimum(v, 0.3));
    n.sum() + ops::xlogy(w, w)
}

#[test]
fn in_programs() {
    let (x, y, w) = (random(3, -1.0..1.0), random(3, -1.0..1.0), 1.7);
    obeys!(only f64: program(&x, &y, w));
}

#[test]
#[should_panic(expected = "maximum: arrays of shapes [2, 3] and [3, 3] can't be broadcast")]
fn shapes_that_differ() {
    let _ = ops::maximum(&Array2::<f64>::zeros((2, 3)), &Array2::zeros((3, 3)));
}

#[test]
fn views() {
    let x = array![[1.0, 5.0], [4.0, 2.0]];
    assert_eq!(ops::maximum(&x.row(0), &x.row(1)), array![4.0, 5.0]);
    assert_eq!(ops::minimum(&x, &x.t()), array![[1.0, 4.0], [4.0, 2.0]]);
}
