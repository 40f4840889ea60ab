//! Values and cotangents of array operations against golden ones, one function per case.

mod convolution;
mod normalising;
mod pooling;
mod seeded;
mod toeplitz;
mod transposed_convolution;

use autodiff_tests::goldens::{self, Check, Goldens};

/// The functions for `ops.json`.
fn ops() -> Vec<Check> {
    [normalising::checks()].concat()
}

#[test]
fn ops_agree() {
    goldens::run("ops", &ops());
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
fn convolutions_agree() {
    goldens::run("conv", &conv());
}

#[test]
fn no_convolution_is_left_out() {
    let checked = conv();
    for name in Goldens::read("conv").names() {
        assert!(checked.iter().any(|(c, _)| *c == name), "{name}");
    }
}

/// A file of another form.
fn read(file: &str) -> serde_json::Value {
    let path = format!("{}/goldens/{file}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the golden values are there");
    serde_json::from_str(&text).expect("it is JSON")
}
