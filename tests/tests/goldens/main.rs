//! Values and cotangents of array operations against golden ones, one function per case.

mod normalising;

use autodiff_tests::goldens::{self, Check};

/// The functions for `ops.json`.
fn ops() -> Vec<Check> {
    [normalising::checks()].concat()
}

#[test]
fn ops_agree() {
    goldens::run("ops", &ops());
}
