//! Softmax and its kin.

use autodiff_core::ops;
use autodiff_tests::obeys;
use autodiff_tests::ops::random;
use ndarray::Axis;

#[test]
fn softmax() {
    for shape in [[2, 3], [1, 4], [4, 1], [0, 3], [3, 0]] {
        let x = random(shape, -2.0..2.0);
        obeys!(ops::softmax(&x; Axis(0)));
        obeys!(ops::softmax(&x; Axis(1)));
    }
}
