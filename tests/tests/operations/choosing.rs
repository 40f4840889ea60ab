//! Elements chosen by places, conditions and size.

use autodiff_core::{Scalar, detach, differentiable, ops};
use autodiff_tests::obeys;
use autodiff_tests::ops::{distinct, random};
use ndarray::{Array, Array0, Array1, Array2, Array3, Axis, arr0, array};

#[test]
fn by_places() {
    let x = random([3, 4], -1.0..1.0);
    for places in [&[0, 2, 0][..], &[1], &[]] {
        obeys!(ops::take(&x; places, Axis(0)));
        obeys!(ops::take(&x; places, Axis(1)));
    }
    obeys!(ops::embedding(&x; &array![[0, 2], [2, 2]]));
    obeys!(ops::embedding(&x; &arr0(1)));
    obeys!(ops::embedding(&x; &Array2::<usize>::zeros((0, 2))));
    obeys!(ops::gather_nd(&x; &[[0, 1], [2, 3], [0, 1]]));
    obeys!(ops::gather_nd(&x; &[(2, 3)]));
    let line = random(4, -1.0..1.0);
    obeys!(ops::gather_nd(&line; &[3, 3, 0]));
    let empty = random([3, 0], -1.0..1.0);
    obeys!(ops::take(&empty; &[2, 2], Axis(0)));
    obeys!(ops::embedding(&empty; &array![1]));
}

#[test]
fn by_indices_of_each_lane() {
    let x = random([3, 4], -1.0..1.0);
    obeys!(ops::gather(&x; &array![[0, 0], [3, 1], [2, 2]], Axis(1)));
    obeys!(ops::gather(&x; &array![[2, 0, 1, 1]], Axis(0)));
    obeys!(ops::gather(&x; &Array2::<usize>::zeros((3, 0)), Axis(1)));
    obeys!(ops::gather(&x; &array![[0, 3], [1, 1], [2, 0]].reversed_axes().reversed_axes(), Axis(1)));
    let x = random([2, 3, 2], -1.0..1.0);
    let index = Array3::from_shape_fn((2, 4, 2), |(i, j, k)| (i + j * k) % 3);
    obeys!(ops::gather(&x; &index, Axis(1)));
}

#[differentiable]
fn scattered<T: Scalar>(x: &Array2<T>, source: &Array2<T>, index: &Array2<usize>) -> Array2<T> {
    ops::scatter_add(x, index, source, Axis(1))
}

#[test]
fn to_indices_of_each_lane() {
    let x = random([3, 4], -1.0..1.0);
    let source = random([3, 2], -1.0..1.0);
    obeys!(scattered(&x, &source; &array![[0, 0], [3, 1], [2, 2]]));
    let source = random([3, 0], -1.0..1.0);
    obeys!(scattered(&x, &source; &Array2::zeros((3, 0))));
}

#[differentiable]
fn filled<T: Scalar>(x: &Array2<T>, value: T, mask: &Array2<bool>) -> Array2<T> {
    ops::masked_fill(x, mask, value)
}

#[differentiable]
fn chosen<T: Scalar>(yes: &Array2<T>, no: &Array1<T>, condition: &Array2<bool>) -> Array2<T> {
    ops::where_cond(condition, yes, no)
}

#[differentiable]
fn chosen_widely<T: Scalar>(
    yes: &Array1<T>,
    no: &Array0<T>,
    condition: &Array3<bool>,
) -> Array3<T> {
    ops::where_cond(condition, yes, no)
}

/// The mask depends on the values.
#[differentiable]
fn rectified<T: Scalar>(x: &Array2<T>) -> Array1<T> {
    let positive = detach(x.mapv(|x| x > T::from_f64(0.0)));
    ops::masked_select(x, &positive)
}

#[test]
fn by_conditions() {
    for shape in [[3, 4], [1, 4], [3, 1], [0, 4], [3, 0]] {
        let x = distinct(shape) + 0.05;
        let value = 0.3;
        let mask = x.mapv(|x| x > 0.1);
        obeys!(ops::masked_select(&x; &mask));
        obeys!(ops::masked_select(&x; &mask.mapv(|_| false)));
        obeys!(rectified(&x));
        obeys!(filled(&x, value; &mask));
        obeys!(filled(&x, value; &array![[true]]));
        let row = random(shape[1], -1.0..1.0);
        obeys!(chosen(&x, &row; &mask));
        obeys!(chosen(&x, &row; &array![[false]]));
        let number = arr0(0.4);
        let wide = Array3::from_shape_fn((2, shape[0], 1), |(i, j, _)| (i + j) % 2 == 0);
        obeys!(chosen_widely(&row, &number; &wide));
    }
}

/// What isn't chosen doesn't get NaN times zero.
#[test]
fn what_isnt_chosen_has_no_derivative() {
    let (x, y) = (array![[4.0], [0.0]], array![7.0]);
    let condition = array![[true], [false]];
    let run = chosen::record(&x, &y, &condition);
    let (x_bar, y_bar) = run.backward(array![[f64::NAN], [1.0]]);
    assert!(x_bar[[0, 0]].is_nan());
    assert_eq!((x_bar[[1, 0]], y_bar[0]), (0.0, 1.0));
}

#[test]
fn by_size() {
    for shape in [[3, 4], [1, 4], [4, 1], [0, 3], [3, 0]] {
        let x = distinct(shape);
        for axis in [Axis(0), Axis(1)] {
            obeys!(ops::sort(&x; axis));
            for k in 0..=x.len_of(axis) {
                obeys!(only f64: largest(&x; k, axis));
            }
        }
    }
    let x = distinct([2, 3, 4]);
    obeys!(ops::sort(&x; Axis(1)));
}

#[differentiable]
fn largest(x: &Array2<f64>, k: usize, axis: Axis) -> Array2<f64> {
    let (largest, places) = ops::top_k(x, k, axis);
    largest + &ops::gather(x, &places, axis) * 2.0
}

#[differentiable]
fn in_order(x: &Array2<f64>, y: &Array2<f64>) -> Array2<f64> {
    let order = ops::argsort(x, Axis(1));
    ops::gather(y, &order, Axis(1)) * &ops::sort(x, Axis(1))
}

#[test]
fn by_the_size_of_others() {
    let (x, y) = (distinct([3, 4]), random([3, 4], -1.0..1.0));
    obeys!(only f64: in_order(&x, &y));
}

#[test]
fn equal_elements_and_nans() {
    let x = array![1.0, 0.0, 1.0, f64::NAN, 0.0];
    assert_eq!(ops::argsort(&x, Axis(0)), array![1, 4, 0, 2, 3]);
    assert_eq!(ops::top_k(&x, 3, Axis(0)).1, array![3, 0, 2]);
    assert_eq!(ops::top_k(&x, 5, Axis(0)).1, array![3, 0, 2, 1, 4]);
}

fn zeros<const N: usize>(shape: [usize; N]) -> Array<f64, ndarray::Dim<[usize; N]>>
where
    [usize; N]: ndarray::IntoDimension<Dim = ndarray::Dim<[usize; N]>>,
    ndarray::Dim<[usize; N]>: ndarray::Dimension,
{
    Array::zeros(shape)
}

#[test]
#[should_panic(expected = "take: place 3 is out of bounds for axis 0 of shape [3, 4]")]
fn a_row_that_isnt_there() {
    let _ = ops::take(&zeros([3, 4]), &[0, 3], Axis(0));
}

#[test]
#[should_panic(
    expected = "gather: indices of shape [2, 1] for an array of shape [3, 4]: axis 0 differs"
)]
fn indices_of_another_shape() {
    let _ = ops::gather(&zeros([3, 4]), &array![[0], [0]], Axis(1));
}

#[test]
#[should_panic(expected = "gather_nd: [0, 4] is out of bounds for an array of shape [3, 4]")]
fn a_point_that_isnt_there() {
    let _ = ops::gather_nd(&zeros([3, 4]), &[[0, 4]]);
}

#[test]
#[should_panic(expected = "masked_select: a mask of shape [2] for an array of shape [3]")]
fn a_mask_that_is_too_short() {
    let _ = ops::masked_select(&zeros([3]), &array![true, false]);
}

#[test]
#[should_panic(expected = "where_cond: shapes [2], [3] and [1] can't be broadcast together")]
fn shapes_that_dont_fit() {
    let _ = ops::where_cond(&array![true, false], &zeros([3]), &zeros([1]));
}

#[test]
#[should_panic(expected = "top_k: there are no 5 elements along axis 1 of shape [3, 4]")]
fn more_than_there_are() {
    let _ = ops::top_k(&zeros([3, 4]), 5, Axis(1));
}
