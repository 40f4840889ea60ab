//! Values and cotangents of array operations against golden ones, one function per case.

mod binary;
mod edge;
mod linear_algebra;
mod networks;
mod normalising;
mod reductions;
mod shapes;
mod unary;

use autodiff_tests::edges;
use autodiff_tests::goldens::{self, Check};

/// The functions for `ops.json`.
fn ops() -> Vec<Check> {
    [
        binary::checks(),
        networks::checks(),
        normalising::checks(),
        reductions::checks(),
        unary::checks(),
        linear_algebra::checks(),
        shapes::checks(),
    ]
    .concat()
}

#[test]
fn ops_agree() {
    goldens::run("ops", &ops());
}

#[test]
fn edges_are_as_the_conventions_say() {
    edges::run(&edge::checks());
}
