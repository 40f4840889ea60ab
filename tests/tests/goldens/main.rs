//! Values and cotangents of array operations against golden ones, one function per case.

mod linear_algebra;
mod normalising;
mod shapes;

use autodiff_tests::goldens::{self, Check};

/// The functions for `ops.json`.
fn ops() -> Vec<Check> {
    [
        linear_algebra::checks(),
        normalising::checks(),
        shapes::checks(),
    ]
    .concat()
}

#[test]
fn ops_agree() {
    goldens::run("ops", &ops());
}
