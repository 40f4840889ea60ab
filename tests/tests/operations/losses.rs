//! Losses.

use autodiff_core::ops::{self, Reduction};
use autodiff_tests::obeys;
use autodiff_tests::ops::{distinct, random};
use ndarray::{Array1, Array2, Axis, array};

use crate::normalising::SHAPES;

const REDUCTIONS: [Reduction; 3] = [Reduction::Sum, Reduction::Mean, Reduction::BatchMean];

#[test]
fn of_two_arrays() {
    for shape in SHAPES {
        let (a, b) = (distinct(shape), random(shape, -0.2..-0.1));
        let p = random(shape, 0.1..0.9);
        for reduction in REDUCTIONS {
            if a.is_empty() && reduction != Reduction::Sum {
                continue;
            }
            obeys!(ops::mse(&a, &b; reduction));
            obeys!(ops::l1(&a, &b; reduction));
            obeys!(ops::bce_with_logits(&a, &p; reduction));
            obeys!(ops::kl_div(&a, &p; reduction));
            obeys!(ops::hinge(&a, &p; reduction));
            let delta = 0.77;
            obeys!(ops::huber(&a, &b, delta; reduction));
        }
    }
    let (a, b) = (distinct([2, 3, 2]), random([2, 3, 2], -0.2..-0.1));
    obeys!(ops::mse(&a, &b; Reduction::BatchMean));
}

#[test]
fn of_classes() {
    let targets = array![2, 0, 0, 1];
    let x = random([4, 3], -2.0..2.0);
    for reduction in REDUCTIONS {
        obeys!(ops::cross_entropy(&x; &targets, reduction));
        obeys!(ops::nll(&x; &targets, reduction));
    }
    let by_steps = ops::nll(&ops::log_softmax(&x, Axis(1)), &targets, Reduction::Mean);
    let at_once = ops::cross_entropy(&x, &targets, Reduction::Mean);
    assert!((by_steps - at_once).abs() < 1e-14);
    let (x, targets) = (random([1, 1], -2.0..2.0), array![0]);
    obeys!(ops::nll(&x; &targets, Reduction::Sum));
    assert_eq!(ops::cross_entropy(&x, &targets, Reduction::Sum), 0.0);
    let (x, targets) = (random([0, 3], -2.0..2.0), Array1::zeros(0));
    obeys!(ops::cross_entropy(&x; &targets, Reduction::Sum));
    obeys!(ops::nll(&x; &targets, Reduction::Sum));
}

#[test]
fn mean_of_nothing() {
    let none = Array2::<f64>::zeros((0, 3));
    assert!(ops::mse(&none, &none, Reduction::Mean).is_nan());
    assert_eq!(ops::mse(&none, &none, Reduction::Sum), 0.0);
}

#[test]
#[should_panic(expected = "mse: arrays of shapes [2, 3] and [3, 2]")]
fn shapes_that_differ() {
    let a = Array2::<f64>::zeros((2, 3));
    let _ = ops::mse(&a, &a.t(), Reduction::Sum);
}

#[test]
#[should_panic(
    expected = "cross_entropy: 3 targets for an array of shape [2, 4], which has 2 rows"
)]
fn too_many_targets() {
    let x = Array2::<f64>::zeros((2, 4));
    let _ = ops::cross_entropy(&x, &array![1, 1, 1], Reduction::Sum);
}

#[test]
#[should_panic(expected = "nll: the target 4 for an array of shape [2, 4], which has 4 columns")]
fn target_out_of_range() {
    let _ = ops::nll(&Array2::<f64>::zeros((2, 4)), &array![0, 4], Reduction::Sum);
}
