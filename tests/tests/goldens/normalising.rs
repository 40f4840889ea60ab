//! Softmax and its kin.

use autodiff_core::{differentiable, ops};
use autodiff_tests::goldens;
use ndarray::{Array2, Axis};

#[differentiable]
fn softmax_shifted(x: &Array2<f64>) -> Array2<f64> {
    ops::softmax(x, Axis(1))
}

pub(super) fn checks() -> Vec<goldens::Check> {
    goldens! {
        softmax_shifted(&x);
    }
}
