//! Convolution is the product with a matrix, and its pullback the product with the transpose:
//! `toeplitz.json`.

use autodiff_core::differentiable;
use autodiff_core::ops::{self, Conv, NoBias};
use ndarray::{Array, Array1, Array2, Array3, Axis, Dimension, IxDyn};
use serde_json::Value;

#[differentiable(wrt(x, weight))]
fn convolve(x: &Array3<f64>, weight: &Array3<f64>, options: Conv<1>) -> Array3<f64> {
    ops::conv1d(x, weight, NoBias, options)
}

fn array<D: Dimension>(case: &Value, name: &str) -> Array<f64, D> {
    let shape: Vec<usize> = serde_json::from_value(case[name]["shape"].clone()).unwrap();
    let data: Vec<f64> = serde_json::from_value(case[name]["data"].clone()).unwrap();
    let array = Array::from_shape_vec(IxDyn(&shape), data).unwrap();
    array.into_dimensionality().unwrap()
}

fn number(case: &Value, name: &str) -> usize {
    usize::try_from(case[name].as_u64().unwrap()).unwrap()
}

#[track_caller]
fn close<D: Dimension>(found: &Array<f64, D>, expected: &Array<f64, D>) {
    assert_eq!(found.shape(), expected.shape());
    let error = (found - expected).mapv(f64::abs);
    assert!(error.iter().all(|e| *e < 1e-10), "{found}\n{expected}");
}

fn flat(x: &Array3<f64>) -> Array1<f64> {
    x.iter().copied().collect()
}

#[test]
fn the_matrix_is_the_convolution() {
    let file = super::read("toeplitz");
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 7);
    for case in cases {
        let x: Array2<f64> = array(case, "x");
        let x = x.insert_axis(Axis(0));
        let weight: Array3<f64> = array(case, "weight");
        let u: Array2<f64> = array(case, "upstream");
        let options = Conv::new()
            .stride(number(case, "stride"))
            .padding(number(case, "padding"));

        let matrix = ops::conv1d_matrix(&weight, number(case, "n"), options);
        assert_eq!(matrix, array::<ndarray::Ix2>(case, "matrix"));
        let zeros = matrix.iter().filter(|m| **m == 0.0).count();
        assert_eq!(zeros, number(case, "zeros_in_matrix"));
        assert_eq!(matrix.len(), number(case, "entries"));

        let run = convolve::record(&x, &weight, options);
        let y = run.value().clone();
        close(&y.index_axis(Axis(0), 0).to_owned(), &array(case, "output"));
        close(&flat(&y), &matrix.dot(&flat(&x)));

        let u = u.insert_axis(Axis(0));
        let (x_bar, weight_bar) = run.backward(&u);
        close(
            &x_bar.index_axis(Axis(0), 0).to_owned(),
            &array(case, "grad_x_eq_MT_u"),
        );
        close(&flat(&x_bar), &matrix.t().dot(&flat(&u)));
        close(&weight_bar, &array(case, "grad_weight"));
    }
}

/// With dilation and groups too, which the file has no case of.
#[test]
fn with_all_options() {
    for options in [
        Conv::new().dilation(2),
        Conv::new().groups(2),
        Conv::new().stride(3).padding(4).dilation(2).groups(2),
        Conv::new().same_padding(),
    ] {
        let groups = if options == options.groups(2) { 2 } else { 1 };
        let waves = |shape: (usize, usize, usize), f: f64| {
            let mut k = 0.0;
            Array3::from_shape_simple_fn(shape, || {
                k += f;
                k.sin()
            })
        };
        let (x, weight) = (waves((1, 4, 11), 0.7), waves((6, 4 / groups, 3), 1.3));
        let matrix = ops::conv1d_matrix(&weight, 11, options);
        let run = convolve::record(&x, &weight, options);
        let y = run.value().clone();
        close(&flat(&y), &matrix.dot(&flat(&x)));
        let u = y.mapv(f64::cos);
        let (x_bar, _) = run.backward(&u);
        close(&flat(&x_bar), &matrix.t().dot(&flat(&u)));
    }
}
