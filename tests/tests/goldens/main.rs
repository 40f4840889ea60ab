//! Values and cotangents of array operations against golden ones, one function per case.

mod binary;
mod convolution;
mod edge;
mod linear_algebra;
mod networks;
mod normalising;
mod pooling;
mod reductions;
mod seeded;
mod shapes;
mod toeplitz;
mod transposed_convolution;
mod unary;

use autodiff_tests::edges;
use autodiff_tests::goldens::{self, Check, Goldens};

/// The functions for `ops.json`.
fn ops() -> Vec<Check> {
    [
        binary::checks(),
        linear_algebra::checks(),
        networks::checks(),
        normalising::checks(),
        reductions::checks(),
        shapes::checks(),
        unary::checks(),
    ]
    .concat()
}

/// The functions for `conv.json`.
fn conv() -> Vec<Check> {
    [
        convolution::checks(),
        transposed_convolution::checks(),
        pooling::checks(),
    ]
    .concat()
}

#[test]
fn ops_agree() {
    goldens::run("ops", &ops());
}

#[test]
fn convolutions_agree() {
    goldens::run("conv", &conv());
}

#[test]
fn edges_are_as_the_conventions_say() {
    edges::run(&edge::checks());
}

#[test]
fn no_case_is_left_out() {
    for (file, checks) in [("ops", ops()), ("conv", conv())] {
        let goldens = Goldens::read(file);
        let left_out: Vec<&str> = goldens
            .names()
            .filter(|name| {
                !checks
                    .iter()
                    .any(|(checked, _)| checked.trim_start_matches("r#") == *name)
            })
            .collect();
        assert!(left_out.is_empty(), "{file}: {left_out:?}");
    }
}

/// A file of another form.
fn read(file: &str) -> serde_json::Value {
    let path = format!("{}/goldens/{file}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the golden values are there");
    serde_json::from_str(&text).expect("it is JSON")
}
