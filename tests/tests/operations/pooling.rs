//! Pooling and upsampling.

use autodiff_core::ops::{self, Pool};
use autodiff_tests::obeys;
use autodiff_tests::ops::{distinct, random};
use ndarray::{Array3, array};

#[test]
fn largest() {
    for shape in [[2, 3, 6], [1, 1, 5], [0, 2, 5]] {
        let x = distinct(shape);
        obeys!(ops::max_pool1d(&x; Pool::new(2)));
        obeys!(ops::max_pool1d(&x; Pool::new(3).stride(1)));
        obeys!(ops::max_pool1d(&x; Pool::new(3).stride(2).padding(1)));
    }
    for shape in [[2, 2, 5, 4], [1, 1, 3, 3], [2, 0, 4, 4]] {
        let x = distinct(shape);
        obeys!(ops::max_pool2d(&x; Pool::new(2)));
        obeys!(ops::max_pool2d(&x; Pool::new([3, 2]).stride([1, 2]).padding(1)));
    }
}

#[test]
fn mean() {
    for shape in [[2, 3, 6], [1, 1, 5], [0, 2, 5]] {
        let x = random(shape, -1.0..1.0);
        obeys!(ops::avg_pool1d(&x; Pool::new(2)));
        obeys!(ops::avg_pool1d(&x; Pool::new(3).stride(1).padding(1)));
    }
    for shape in [[2, 2, 5, 4], [1, 1, 3, 3]] {
        let x = random(shape, -1.0..1.0);
        obeys!(ops::avg_pool2d(&x; Pool::new(2)));
        obeys!(ops::avg_pool2d(&x; Pool::new([3, 2]).stride([1, 2]).padding(1)));
    }
}

#[test]
fn upsampling() {
    for shape in [[2, 3, 4], [1, 1, 1], [0, 1, 2]] {
        let x = random(shape, -1.0..1.0);
        obeys!(ops::upsample_nearest(&x; 3));
    }
    let x = random([1, 2, 2, 3], -1.0..1.0);
    obeys!(ops::upsample_nearest(&x; 2));
}

#[test]
fn a_nan_is_the_largest() {
    let x = array![[[1.0, f64::NAN, 5.0, 2.0]]];
    let y = ops::max_pool1d(&x, Pool::new(2));
    assert!(y[[0, 0, 0]].is_nan());
    assert_eq!(y[[0, 0, 1]], 5.0);
    let lowest = array![[[f64::NEG_INFINITY, f64::NEG_INFINITY]]];
    assert_eq!(
        ops::max_pool1d(&lowest, Pool::new(2)),
        array![[[f64::NEG_INFINITY]]]
    );
}

#[test]
#[should_panic(expected = "max_pool1d: input [1, 2, 3], window [4]: along axis 2")]
fn a_window_larger_than_the_input() {
    let _ = ops::max_pool1d(&Array3::<f64>::zeros((1, 2, 3)), Pool::new(4));
}
