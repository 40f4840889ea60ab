//! Golden values: cases from `tests/goldens/*.json`, compared with the sweeps of a function.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ndarray::{Array, Dimension, IxDyn};
use serde::Deserialize;
use serde_json::Value;

/// The name of a case, and what compares it.
pub type Check = (&'static str, fn(&Case));

/// How much a number may differ, relative to the largest one.
const TOLERANCE: f64 = 1e-10;

/// A file of cases, by their names.
#[derive(Debug)]
pub struct Goldens {
    cases: BTreeMap<String, Case>,
}

/// Inputs, outputs and cotangents of an operation.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// Names the case in its file.
    pub name: String,
    /// What the operation is told besides its inputs.
    #[serde(default)]
    pub attrs: Value,
    inputs: Vec<Tensor>,
    outputs: Vec<Tensor>,
    upstream: Vec<Tensor>,
    grads: Vec<Option<Tensor>>,
    /// How far the two libraries that the case was computed with are apart, relative to one plus the
    /// largest number.
    #[serde(default)]
    jax_rel_err: f64,
}

/// Flat data with a shape.
#[derive(Clone, Debug, Deserialize)]
pub struct Tensor {
    #[serde(default)]
    name: String,
    #[serde(default)]
    requires_grad: bool,
    shape: Vec<usize>,
    data: Vec<Value>,
}

impl Goldens {
    /// Reads `tests/goldens/{file}.json`.
    ///
    /// # Panics
    ///
    /// If there is no such file, or other things than cases are in it.
    #[must_use]
    pub fn read(file: &str) -> Self {
        #[derive(Deserialize)]
        struct File {
            cases: Vec<Case>,
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("goldens/{file}.json"));
        let text = fs::read_to_string(&path).expect("the golden values are there");
        let file: File = serde_json::from_str(&text).expect("golden values are cases");
        let cases = file.cases.into_iter().map(|c| (c.name.clone(), c));
        Self {
            cases: cases.collect(),
        }
    }

    /// The names of all cases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.cases.keys().map(String::as_str)
    }

    /// The case of this name.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[must_use]
    pub fn case(&self, name: &str) -> &Case {
        let Some(case) = self.cases.get(name) else {
            panic!("no golden case is called {name}")
        };
        case
    }
}

impl Case {
    /// The input of this name, as the type that the function takes.
    ///
    /// # Panics
    ///
    /// If there is none, or it is of another kind.
    #[must_use]
    pub fn input<T: FromTensor>(&self, name: &str) -> T {
        let Some(tensor) = self.inputs.iter().find(|t| t.name == name) else {
            panic!("{}: no input is called {name}", self.name)
        };
        T::from_tensor(tensor)
    }

    /// The cotangents of the outputs, as the type of the value.
    #[must_use]
    pub fn seed<T: FromTensors>(&self, _value: &T) -> T {
        T::from_tensors(&self.upstream)
    }

    /// Compares the numbers of the outputs.
    ///
    /// # Panics
    ///
    /// If they differ by more than 1e-10, relative to the largest of them.
    pub fn check_outputs(&self, found: &[f64]) {
        let expected: Vec<f64> = self.outputs.iter().flat_map(Tensor::numbers).collect();
        self.compare("outputs", found, &expected, 0.0);
    }

    /// Compares the numbers of the inputs' cotangents. One that is null counts as zeros.
    ///
    /// # Panics
    ///
    /// If they differ by more than 1e-10, relative to the largest of them; or by more than the two
    /// libraries that the case was computed with, where these are further apart. (They are in one case:
    /// one of them has a sixth in single precision.)
    pub fn check_grads(&self, found: &[f64]) {
        let mut expected = Vec::new();
        for (input, grad) in self.inputs.iter().zip(&self.grads) {
            match grad {
                Some(grad) => expected.extend(grad.numbers()),
                None if input.requires_grad => expected.extend(vec![0.0; input.data.len()]),
                None => {}
            }
        }
        self.compare("cotangents", found, &expected, 1.01 * self.jax_rel_err);
    }

    fn compare(&self, what: &str, found: &[f64], expected: &[f64], disagreement: f64) {
        assert_eq!(
            found.len(),
            expected.len(),
            "{}: number of {what}",
            self.name
        );
        let largest = expected.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        let tolerance = (TOLERANCE * largest.max(1e-300)).max(disagreement * (1.0 + largest));
        for (k, (found, expected)) in found.iter().zip(expected).enumerate() {
            assert!(
                (found - expected).abs() <= tolerance
                    || found == expected
                    || found.is_nan() && expected.is_nan(),
                "{}: {what}[{k}] is {found}, not {expected}",
                self.name
            );
        }
    }
}

impl Tensor {
    pub(crate) fn numbers(&self) -> Vec<f64> {
        self.data.iter().map(number).collect()
    }
}

/// JSON has no NaN: it is a string.
fn number(value: &Value) -> f64 {
    match value {
        Value::String(text) => text.parse().expect("a number"),
        Value::Bool(value) => f64::from(u8::from(*value)),
        other => other.as_f64().expect("a number"),
    }
}

/// What an input can be read as.
pub trait FromTensor {
    /// The value of a tensor.
    fn from_tensor(tensor: &Tensor) -> Self;
}

/// What the cotangents of the outputs can be read as.
pub trait FromTensors {
    /// The values of all tensors.
    fn from_tensors(tensors: &[Tensor]) -> Self;
}

fn array<A: Clone, D: Dimension>(tensor: &Tensor, convert: impl Fn(&Value) -> A) -> Array<A, D> {
    let data: Vec<A> = tensor.data.iter().map(convert).collect();
    Array::from_shape_vec(IxDyn(&tensor.shape), data)
        .and_then(Array::into_dimensionality)
        .unwrap_or_else(|e| panic!("{:?} of shape {:?}: {e}", tensor.name, tensor.shape))
}

impl<D: Dimension> FromTensor for Array<f64, D> {
    fn from_tensor(tensor: &Tensor) -> Self {
        array(tensor, number)
    }
}

impl<D: Dimension> FromTensor for Array<usize, D> {
    fn from_tensor(tensor: &Tensor) -> Self {
        array(tensor, |v| {
            usize::try_from(v.as_i64().expect("an integer")).expect("a natural number")
        })
    }
}

impl<D: Dimension> FromTensor for Array<bool, D> {
    fn from_tensor(tensor: &Tensor) -> Self {
        array(tensor, |v| v.as_bool().expect("a truth value"))
    }
}

impl FromTensor for f64 {
    fn from_tensor(tensor: &Tensor) -> Self {
        tensor.numbers()[0]
    }
}

impl<T: FromTensor> FromTensors for T {
    fn from_tensors(tensors: &[Tensor]) -> Self {
        assert_eq!(tensors.len(), 1, "one output");
        T::from_tensor(&tensors[0])
    }
}

impl<T: FromTensor, U: FromTensor> FromTensors for (T, U) {
    fn from_tensors(tensors: &[Tensor]) -> Self {
        assert_eq!(tensors.len(), 2, "two outputs");
        (T::from_tensor(&tensors[0]), U::from_tensor(&tensors[1]))
    }
}

/// The cases of one file with the functions that compute them, as a list of names and checks:
/// `goldens! { add(&a, &b); sum_d0(&x); }` calls the functions of these names with the inputs of
/// these names.
#[macro_export]
macro_rules! goldens {
    ($($name:ident($($argument:tt)*);)+) => {
        ::std::vec![$((stringify!($name), (|case: &$crate::goldens::Case| {
            $crate::goldens!(@check case $name [] $($argument)*)
        }) as fn(&$crate::goldens::Case)),)+]
    };
    (@check $case:ident $name:ident [$($made:tt)*]) => {{
        let run = $name::record($($made)*);
        $case.check_outputs(&::autodiff_core::Leaves::to_flat(run.value()));
        let seed = $case.seed(run.value());
        $case.check_grads(&::autodiff_core::Leaves::to_flat(&run.backward(seed)));
    }};
    (@check $case:ident $name:ident [$($made:tt)*] , $($rest:tt)*) => {
        $crate::goldens!(@check $case $name [$($made)* ,] $($rest)*)
    };
    (@check $case:ident $name:ident [$($made:tt)*] & $input:ident $($rest:tt)*) => {{
        let $input = $case.input(stringify!($input));
        $crate::goldens!(@check $case $name [$($made)* &$input] $($rest)*)
    }};
    (@check $case:ident $name:ident [$($made:tt)*] $input:ident $($rest:tt)*) => {{
        let $input = $case.input(stringify!($input));
        $crate::goldens!(@check $case $name [$($made)* $input] $($rest)*)
    }};
}

/// Runs the checks of a file's cases.
///
/// # Panics
///
/// If a case fails.
pub fn run(file: &str, checks: &[Check]) {
    let goldens = Goldens::read(file);
    let mut failed = Vec::new();
    for (name, check) in checks {
        // A case may be called as a keyword is.
        let case = goldens.case(name.trim_start_matches("r#"));
        if std::panic::catch_unwind(|| check(case)).is_err() {
            failed.push(*name);
        }
    }
    assert!(failed.is_empty(), "{file}: {failed:?} fail");
}
