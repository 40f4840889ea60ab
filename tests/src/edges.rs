//! Values and gradients at kinks, ties and bounds (`tests/goldens/edge.json`), where two libraries
//! answer, often differently, and this one has a convention of its own.

use std::fs;
use std::path::Path;

use ndarray::Array1;
use serde::Deserialize;

use crate::goldens::{FromTensor, Tensor};

/// A program at a point where it has no derivative in the usual sense.
#[derive(Debug, Deserialize)]
pub struct Edge {
    /// Names the case.
    pub name: String,
    x: Tensor,
    torch_output: Tensor,
    torch_grad: Tensor,
    jax_grad: Tensor,
    agree: bool,
}

/// Whose gradient is ours.
#[derive(Clone, Debug)]
pub enum Convention {
    /// That of both libraries, which agree.
    Both,
    /// That of torch; jax has another one.
    Torch,
    /// That of jax; torch has another one.
    Jax,
    /// Another one than either has.
    Own(Vec<f64>),
}

/// From `x` to the value and the gradient, where the numbers of the value are added up.
pub type Program = fn(&Array1<f64>) -> (Vec<f64>, Vec<f64>);

/// A case by its name: our convention, whether Rust's function has another value, and the program.
pub type Ours = (&'static str, Convention, Option<Vec<f64>>, Program);

/// Compares all cases of the file.
///
/// # Panics
///
/// If the file has others, or a value or gradient isn't what is said.
pub fn run(ours: &[Ours]) {
    #[derive(Deserialize)]
    struct File {
        cases: Vec<Edge>,
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("goldens/edge.json");
    let text = fs::read_to_string(path).expect("the cases are there");
    let file: File = serde_json::from_str(&text).expect("they are cases");
    let mut expected: Vec<&str> = file.cases.iter().map(|edge| edge.name.as_str()).collect();
    let mut found: Vec<&str> = ours.iter().map(|(name, ..)| *name).collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected, "one function for each case");
    for (name, convention, value, f) in ours {
        let edge = file.cases.iter().find(|edge| edge.name == *name);
        edge.expect("it is in the file")
            .check(convention, value.as_deref(), *f);
    }
}

impl Edge {
    fn check(&self, convention: &Convention, other_value: Option<&[f64]>, f: Program) {
        let (torch, jax) = (self.torch_grad.numbers(), self.jax_grad.numbers());
        let expected = match convention {
            Convention::Both => {
                assert!(self.agree, "{}: the libraries differ", self.name);
                &torch
            }
            Convention::Torch | Convention::Jax if self.agree => {
                panic!("{}: the libraries agree", self.name)
            }
            Convention::Torch => &torch,
            Convention::Jax => &jax,
            Convention::Own(own) => {
                assert!(
                    !same(own, &torch) && !same(own, &jax),
                    "{}: not our own",
                    self.name
                );
                own
            }
        };
        let (value, gradient) = f(&FromTensor::from_tensor(&self.x));
        let output = self.torch_output.numbers();
        if let Some(other) = other_value {
            assert!(!same(other, &output), "{}: no other value", self.name);
        }
        let output = other_value.unwrap_or(&output);
        assert!(
            same(&value, output),
            "{}: {value:?}, not {output:?}",
            self.name
        );
        assert!(
            same(&gradient, expected),
            "{}: the gradient {gradient:?}, not {expected:?}",
            self.name
        );
    }
}

fn same(a: &[f64], b: &[f64]) -> bool {
    let close = |(a, b): (&f64, &f64)| {
        a == b || (a - b).abs() <= 1e-10 * b.abs().max(1e-3) || a.is_nan() && b.is_nan()
    };
    a.len() == b.len() && a.iter().zip(b).all(close)
}
