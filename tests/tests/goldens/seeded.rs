//! Larger convolutions, of sines, compared by sums and single elements: `conv_seed.json`.

use autodiff_core::ops::{self, Conv};
use autodiff_core::{Leaves, differentiable};
use ndarray::{Array, Array1, Array3, Array4, Dimension, IxDyn};
use serde_json::Value;

#[differentiable]
fn along_one_axis(x: &Array3<f64>, weight: &Array3<f64>, bias: &Array1<f64>) -> Array3<f64> {
    ops::conv1d(x, weight, bias, Conv::new())
}

#[differentiable(wrt(x, weight, bias))]
fn along_two_axes(
    x: &Array4<f64>,
    weight: &Array4<f64>,
    bias: &Array1<f64>,
    padding: [usize; 2],
) -> Array4<f64> {
    ops::conv2d(x, weight, bias, Conv::new().padding(padding))
}

/// The array of this name: `sin(a*i+b)` of the element's number.
fn waves<D: Dimension>(case: &Value, name: &str) -> Array<f64, D> {
    let shape: Vec<usize> = serde_json::from_value(case[name]["shape"].clone()).unwrap();
    let formula = case[name]["formula"].as_str().unwrap();
    let inner = formula
        .strip_prefix("sin(")
        .and_then(|f| f.strip_suffix(')'));
    let (a, b) = inner.unwrap().split_once("*i+").unwrap();
    let (a, b): (f64, f64) = (a.parse().unwrap(), b.parse().unwrap());
    let elements = (0..shape.iter().product::<usize>()).map(|i| (a * i as f64 + b).sin());
    let array = Array::from_shape_vec(IxDyn(&shape), elements.collect()).unwrap();
    array.into_dimensionality().unwrap()
}

/// Compares an array's shape, sum, sum of squares and some elements.
fn compare<D: Dimension>(case: &Value, name: &str, found: &Array<f64, D>) {
    let expected = &case[name];
    let shape: Vec<usize> = serde_json::from_value(expected["shape"].clone()).unwrap();
    assert_eq!(found.shape(), shape, "{} {name}", case["name"]);
    let found = found.to_flat();
    let squares = expected["sumsq"].as_f64().unwrap();
    let close = |what: &str, found: f64, expected: f64, scale: f64| {
        let error = (found - expected).abs();
        assert!(
            error <= 1e-9 * scale,
            "{} {name} {what}: {found} {expected}",
            case["name"]
        );
    };
    let sum = expected["sum"].as_f64().unwrap();
    close("sum", found.iter().sum(), sum, squares.sqrt());
    close("sumsq", found.iter().map(|x| x * x).sum(), squares, squares);
    let indices = expected["index"].as_array().unwrap();
    let values = expected["value"].as_array().unwrap();
    assert!(!indices.is_empty());
    for (index, value) in indices.iter().zip(values) {
        let index = usize::try_from(index.as_u64().unwrap()).unwrap();
        close(
            "element",
            found[index],
            value.as_f64().unwrap(),
            squares.sqrt(),
        );
    }
}

fn padding(case: &Value) -> [usize; 2] {
    match &case["padding"] {
        Value::Array(_) => serde_json::from_value(case["padding"].clone()).unwrap(),
        one => [usize::try_from(one.as_u64().unwrap()).unwrap(); 2],
    }
}

#[test]
fn seeded_convolutions_agree() {
    let file = super::read("conv_seed");
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 4);
    for case in cases {
        assert_eq!(case["stride"], 1);
        let bias = waves(case, "bias");
        if case["x"]["shape"].as_array().unwrap().len() == 3 {
            assert_eq!(padding(case), [0, 0]);
            let (x, weight) = (waves(case, "x"), waves(case, "weight"));
            let run = along_one_axis::record(&x, &weight, &bias);
            compare(case, "output", run.value());
            let (x_bar, weight_bar, bias_bar) =
                run.backward(waves::<ndarray::Ix3>(case, "upstream"));
            compare(case, "grad_x", &x_bar);
            compare(case, "grad_weight", &weight_bar);
            compare(case, "grad_bias", &bias_bar);
        } else {
            let (x, weight) = (waves(case, "x"), waves(case, "weight"));
            let run = along_two_axes::record(&x, &weight, &bias, padding(case));
            compare(case, "output", run.value());
            let (x_bar, weight_bar, bias_bar) =
                run.backward(waves::<ndarray::Ix4>(case, "upstream"));
            compare(case, "grad_x", &x_bar);
            compare(case, "grad_weight", &weight_bar);
            compare(case, "grad_bias", &bias_bar);
        }
    }
}
