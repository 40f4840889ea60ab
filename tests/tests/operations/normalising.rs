//! Softmax and its kin.

use autodiff_core::ops;
use autodiff_tests::obeys;
use autodiff_tests::ops::random;
use ndarray::{Array1, Array2, ArrayD, Axis, array};

/// Shapes of two axes, among them empty ones and ones with an axis of length one.
pub(crate) const SHAPES: [[usize; 2]; 5] = [[2, 3], [1, 4], [4, 1], [0, 3], [3, 0]];

macro_rules! along_an_axis {
    ($($name:ident)+) => {$(
        #[test]
        fn $name() {
            for shape in SHAPES {
                let x = random(shape, -2.0..2.0);
                obeys!(ops::$name(&x; Axis(0)));
                obeys!(ops::$name(&x; Axis(1)));
            }
            // Longer than what is compared at a time.
            let x = random([2, 19], -2.0..2.0);
            obeys!(ops::$name(&x; Axis(1)));
            let x = random([2, 3, 2], -2.0..2.0);
            obeys!(ops::$name(&x; Axis(1)));
            let x: ArrayD<f64> = random(vec![2, 3], -2.0..2.0);
            obeys!(ops::$name(&x; Axis(1)));
        }
    )+};
}

along_an_axis! { softmax log_softmax logcumsumexp }

#[test]
fn logsumexp() {
    for shape in [[2, 3], [1, 4], [1, 1]] {
        let x = random(shape, -2.0..2.0);
        obeys!(ops::logsumexp(&x));
        obeys!(ops::logsumexp_axis(&x; Axis(0)));
        obeys!(ops::logsumexp_axis(&x; Axis(1)));
    }
}

#[test]
fn of_nothing() {
    let x = Array2::<f64>::zeros((0, 2));
    assert_eq!(ops::logsumexp(&x), f64::NEG_INFINITY);
    let none = ops::logsumexp_axis(&x, Axis(0));
    assert_eq!(none, array![f64::NEG_INFINITY, f64::NEG_INFINITY]);
    assert_eq!(ops::logsumexp_axis(&x, Axis(1)), Array1::<f64>::zeros(0));
}

#[test]
fn what_is_not_finite() {
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    assert_eq!(ops::logsumexp(&array![inf, 1.0]), inf);
    assert_eq!(ops::logsumexp(&array![-inf, 1.0]), 1.0);
    assert!(ops::logsumexp(&array![inf, nan]).is_nan());
    assert!(ops::logsumexp(&array![nan, nan]).is_nan());
    assert!(ops::logsumexp(&array![1.0, nan]).is_nan());
}

#[test]
#[should_panic(expected = "log_softmax: an array of shape [2, 3] has no axis 2")]
fn no_such_axis() {
    let _ = ops::log_softmax(&Array2::<f64>::zeros((2, 3)), Axis(2));
}
