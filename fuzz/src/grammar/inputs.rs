//! Inputs of a program, and how they are passed.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::scope::Len;
use super::signature::{Param, ParamTy, ResultTy, Signature};
use crate::program::Call;

/// How many inputs a program is tried with.
const INPUTS: usize = 3;

/// The call of the entry in `check!`.
pub(crate) fn call(entry: &Signature) -> Call {
    let (mut arguments, mut names, mut left) = (Vec::new(), Vec::new(), Vec::new());
    for param in &entry.params {
        let name = &param.name;
        let constant = !param.wanted && param.ty != ParamTy::Int;
        let lent = match param.ty {
            ParamTy::Slice | ParamTy::Array(_) | ParamTy::Matrix => "&",
            ty if ty.is_left() => "&mut ",
            _ => "",
        };
        if param.ty.is_left() {
            left.push(name.clone());
        }
        let field = if constant { ".0" } else { "" };
        arguments.push(format!("{lent}{name}{field}"));
        names.push((name.clone(), constant));
    }
    let left = left.join(", ");
    let results = match (entry.result, left.is_empty()) {
        (ResultTy::Float, true) => String::new(),
        (ResultTy::Unit, _) => format!("; left {left}"),
        (_, true) => "; vector".to_string(),
        (_, false) => format!("; value, left {left}"),
    };
    Call {
        call: format!("{}({})", entry.name, arguments.join(", ")),
        names,
        results,
    }
}

/// Values for the parameters, a few times.
pub(crate) fn inputs(rng: &mut ChaCha8Rng, entry: &Signature) -> Vec<Vec<String>> {
    (0..INPUTS).map(|_| values(rng, entry)).collect()
}

fn values(rng: &mut ChaCha8Rng, entry: &Signature) -> Vec<String> {
    let (rows, columns) = (rng.random_range(1..4), rng.random_range(1..4));
    let size = |len| if len == Len::ROWS { rows } else { columns };
    let value = |param: &Param| {
        let some = rng.random_range(1..6);
        match param.ty {
            ParamTy::Float => number(rng),
            ParamTy::Int => format!("{}_usize", rng.random_range(0..5)),
            ParamTy::Pair => format!("({}, {})", number(rng), number(rng)),
            ParamTy::Fixed => format!("[{}]", numbers(rng, 3)),
            ParamTy::Slice | ParamTy::SliceMut | ParamTy::Vec | ParamTy::VecMut => {
                format!("vec![{}]", numbers(rng, some))
            }
            ParamTy::Array(len) | ParamTy::ArrayOwned(len) | ParamTy::ArrayMut(len) => {
                format!("Array1::from(vec![{}])", numbers(rng, size(len)))
            }
            ParamTy::Matrix => format!(
                "Array2::from_shape_vec(({rows}, {columns}), vec![{}]).unwrap()",
                numbers(rng, rows * columns)
            ),
            ParamTy::Spot | ParamTy::SpotMut => format!(
                "Spot {{ a: {}, b: {}, n: {} }}",
                number(rng),
                number(rng),
                rng.random_range(0..5)
            ),
            // Of helpers only.
            ParamTy::Curve
            | ParamTy::CurveMut
            | ParamTy::Shape
            | ParamTy::Stack
            | ParamTy::Opt
            | ParamTy::Closure => String::new(),
        }
    };
    entry.params.iter().map(value).collect()
}

fn number(rng: &mut ChaCha8Rng) -> String {
    // Three digits, so that a failure can be read.
    format!("{:?}", f64::from(rng.random_range(-1500..1500)) / 1000.0)
}

fn numbers(rng: &mut ChaCha8Rng, count: usize) -> String {
    let numbers: Vec<String> = (0..count).map(|_| number(rng)).collect();
    numbers.join(", ")
}
