//! Rules of array methods against central differences, for random shapes and memory layouts.

mod common;

use autodiff_core::__private::{self as ad, Cotangent, traits::*};
use common::{assert_arrays_close, assert_close, gradient};
use ndarray::{Array, Array0, Array1, Array2, Array3, Axis, Slice, arr1, arr2};
use proptest::prelude::*;

/// How an array lies in memory.
#[derive(Debug, Clone, Copy)]
enum Layout {
    Standard,
    Transposed,
    Backwards,
    EverySecond,
}

fn layout() -> impl Strategy<Value = Layout> {
    prop_oneof![
        Just(Layout::Standard),
        Just(Layout::Transposed),
        Just(Layout::Backwards),
        Just(Layout::EverySecond)
    ]
}

/// A matrix of some numbers, none of them zero.
fn matrix(rows: usize, columns: usize, layout: Layout) -> Array2<f64> {
    let mut k = rows + 3 * columns;
    let mut fresh = |rows, columns| {
        Array::from_shape_simple_fn((rows, columns), || {
            k = (k * 7919 + 101) % 1009;
            k as f64 / 500.0 - 0.9995
        })
    };
    match layout {
        Layout::Standard => fresh(rows, columns),
        Layout::Transposed => fresh(columns, rows).reversed_axes(),
        Layout::Backwards => {
            let mut matrix = fresh(rows, columns);
            matrix.invert_axis(Axis(0));
            matrix.invert_axis(Axis(1));
            matrix
        }
        Layout::EverySecond => {
            let mut matrix = fresh(2 * rows, columns);
            matrix.slice_axis_inplace(Axis(0), Slice::new(0, None, 2));
            matrix
        }
    }
}

fn vector(length: usize, layout: Layout) -> Array1<f64> {
    let matrix = matrix(length, 1, layout);
    matrix.index_axis_move(Axis(1), 0)
}

proptest! {
    #[test]
    fn dot_vector_vector(n in 0..5_usize, a in layout(), b in layout(), y_bar in -2.0..2.0) {
        let (x, w) = (vector(n, a), vector(n, b));
        let expected = gradient(|x| y_bar * x.dot(&w), &x);
        assert_arrays_close(&x.dot__vjp_0(&w, &y_bar), &expected, "x");
        let expected = gradient(|w| y_bar * x.dot(w), &w);
        assert_arrays_close(&x.dot__vjp_1(&w, &y_bar), &expected, "w");
    }

    #[test]
    fn dot_matrix_vector(m in 1..5_usize, n in 1..5_usize, a in layout(), b in layout()) {
        let (x, w, y_bar) = (matrix(m, n, a), vector(n, b), vector(m, a));
        let expected = gradient(|x| x.dot(&w).dot(&y_bar), &x);
        assert_arrays_close(&x.dot__vjp_0(&w, &y_bar), &expected, "x");
        let expected = gradient(|w| x.dot(w).dot(&y_bar), &w);
        assert_arrays_close(&x.dot__vjp_1(&w, &y_bar), &expected, "w");
    }

    #[test]
    fn dot_vector_matrix(m in 1..5_usize, n in 1..5_usize, a in layout(), b in layout()) {
        let (x, w, y_bar) = (vector(m, a), matrix(m, n, b), vector(n, a));
        let expected = gradient(|x| x.dot(&w).dot(&y_bar), &x);
        assert_arrays_close(&x.dot__vjp_0(&w, &y_bar), &expected, "x");
        let expected = gradient(|w| x.dot(w).dot(&y_bar), &w);
        assert_arrays_close(&x.dot__vjp_1(&w, &y_bar), &expected, "w");
    }

    #[test]
    fn dot_matrix_matrix(m in 1..4_usize, k in 1..4_usize, n in 1..4_usize, a in layout(), b in layout()) {
        let (x, w, y_bar) = (matrix(m, k, a), matrix(k, n, b), matrix(m, n, a));
        let expected = gradient(|x| (x.dot(&w) * &y_bar).sum(), &x);
        assert_arrays_close(&x.dot__vjp_0(&w, &y_bar), &expected, "x");
        let expected = gradient(|w| (x.dot(w) * &y_bar).sum(), &w);
        assert_arrays_close(&x.dot__vjp_1(&w, &y_bar), &expected, "w");
    }

    #[test]
    fn reductions(rows in 0..4_usize, columns in 0..4_usize, layout in layout(), y_bar in -2.0..2.0) {
        let x = matrix(rows, columns, layout);
        let shape = ad::shape(&x);
        let expected = gradient(|x| y_bar * x.sum(), &x);
        assert_arrays_close(&ad::rules::sum_vjp(&shape, y_bar), &expected, "sum");
        let expected = gradient(|x| y_bar * x.product(), &x);
        assert_arrays_close(&x.product__vjp_0(&y_bar), &expected, "product");
        if x.is_empty() {
            return Ok(());
        }
        let expected = gradient(|x| y_bar * x.mean().unwrap(), &x);
        assert_arrays_close(&ad::rules::mean_vjp(&shape, y_bar), &expected, "mean");
        assert_arrays_close(&ad::rules::mean_vjp(&shape, Some(y_bar)), &expected, "mean");
        for axis in [Axis(0), Axis(1)] {
            let y_bar = vector(x.shape()[1 - axis.0], layout);
            let expected = gradient(|x| x.sum_axis(axis).dot(&y_bar), &x);
            assert_arrays_close(&ad::rules::sum_axis_vjp(&shape, axis, &y_bar), &expected, "sum_axis");
            let expected = gradient(|x| x.mean_axis(axis).unwrap().dot(&y_bar), &x);
            assert_arrays_close(&ad::rules::mean_axis_vjp(&shape, axis, &y_bar), &expected, "mean_axis");
            let found = ad::rules::mean_axis_vjp(&shape, axis, &Some(y_bar));
            assert_arrays_close(&found, &expected, "mean_axis, option");
        }
    }

    #[test]
    fn maps(rows in 0..4_usize, columns in 0..4_usize, a in layout(), b in layout(), w in 0.5..2.0) {
        let (x, y_bar) = (matrix(rows, columns, a), matrix(rows, columns, b));
        let weighted = |y: Array2<f64>| (y * &y_bar).sum();
        let mut w_bar = 0.0;
        let x_bar = x.mapv__vjp(&y_bar, |v, v_bar| {
            w_bar += v * v * v_bar;
            2.0 * w * v * v_bar
        });
        let expected = gradient(|x| weighted(x.mapv(|v| w * v * v)), &x);
        if !x.is_empty() {
            assert_arrays_close(&x_bar, &expected, "mapv");
        }
        let expected = common::derivative(|w| weighted(x.mapv(|v| w * v * v)), w);
        assert_close(w_bar, expected, 1e-8, "a captured variable");

        let expected = gradient(|x| weighted(x.sin()), &x);
        assert_arrays_close(&ad::sin_vjp(&x, y_bar.clone()), &expected, "sin");
        let expected = gradient(|x| weighted(x.exp()), &x);
        assert_arrays_close(&ad::exp_vjp_y(&x.exp().view(), y_bar.clone()), &expected, "exp");
        let expected = gradient(|x| weighted(x.powi(3)), &x);
        assert_arrays_close(&ad::powi_vjp(&&x, 3, y_bar.clone()), &expected, "powi");
        let (x_bar, w_bar) = ad::hypot_vjp(&x, w, y_bar.clone());
        assert_arrays_close(&x_bar, &gradient(|x| weighted(x.hypot(w)), &x), "hypot");
        let expected = common::derivative(|w| weighted(x.hypot(w)), w);
        assert_close(w_bar, expected, 1e-8, "hypot");
        let (x_bar, low_bar, high_bar) = ad::clamp_vjp(&x, -0.3456, 0.3456, y_bar.clone());
        assert_arrays_close(&x_bar, &gradient(|x| weighted(x.clamp(-0.3456, 0.3456)), &x), "clamp");
        let expected = common::derivative(|low| weighted(x.clamp(low, 0.3456)), -0.3456);
        assert_close(low_bar, expected, 1e-8, "clamp, low");
        let expected = common::derivative(|high| weighted(x.clamp(-0.3456, high)), 0.3456);
        assert_close(high_bar, expected, 1e-8, "clamp, high");
    }

    #[test]
    fn elements_in_logical_order(rows in 0..4_usize, columns in 0..4_usize, layout in layout()) {
        let mut x = matrix(rows, columns, layout);
        for (k, element) in x.iter().enumerate() {
            prop_assert_eq!(x.elem__(k), element);
        }
        for k in 0..x.len() {
            *x.elem_mut__(k) = k as f64;
        }
        prop_assert!(x.iter().enumerate().all(|(k, &element)| element == k as f64));
        let x = x.insert_axis(Axis(1)).into_dyn();
        prop_assert!((0..x.len()).all(|k| *x.elem__(k) == k as f64));
    }
}

#[test]
fn elements_of_slices_and_of_arrays_without_axes() {
    assert_eq!(*[1, 2, 3].elem__(2), 3);
    let mut vec = Vec::from([1.0, 2.0]);
    *vec.elem_mut__(1) += 1.0;
    assert_eq!(*vec[..].elem__(1), 3.0);
    assert_eq!(*Array0::from_elem((), 5.0).elem__(0), 5.0);
    assert_eq!(Array3::<f64>::zeros((1, 2, 3)).elem__(5), &0.0);
}

#[test]
#[should_panic(expected = "out of bounds")]
fn an_element_out_of_bounds() {
    arr2(&[[1.0, 2.0], [3.0, 4.0]]).elem__(4);
}

#[test]
fn products_with_zeros() {
    assert_eq!(
        arr1(&[0.0, 2.0, 3.0]).product__vjp_0(&1.0),
        arr1(&[6.0, 0.0, 0.0])
    );
    assert_eq!(
        arr1(&[0.0, 2.0, 0.0]).product__vjp_0(&1.0),
        arr1(&[0.0, 0.0, 0.0])
    );
}

#[test]
fn nan_and_infinity_go_through() {
    let x = arr1(&[1.0, f64::NAN, f64::INFINITY]);
    let x_bar = x.dot__vjp_1(&x, &1.0);
    assert!(x_bar[1].is_nan() && x_bar[2].is_infinite());
    assert!(ad::rules::from_elem_vjp(&x).is_nan());
    let spread = arr2(&[[1.0, 0.0]]).dot__vjp_1(&arr1(&[1.0, 1.0]), &arr1(&[f64::NAN]));
    assert!(spread[0].is_nan() && spread[1].is_nan());
}

#[test]
fn zeros_without_memory_stay_so() {
    let (x, v) = (Array2::<f64>::ones((2, 3)), Array1::<f64>::ones(3));
    let none = Array1::zero();
    assert!(x.dot__vjp_0(&v, &none).is_zero() && x.dot__vjp_1(&v, &none).is_zero());
    assert!(x.dot__vjp_0(&x.t(), &Array2::zero()).is_zero());
    let shape = ad::shape(&x);
    assert!(ad::rules::sum_axis_vjp(&shape, Axis(0), &none).is_zero());
    assert!(ad::rules::mean_axis_vjp(&shape, Axis(0), &None::<Array1<f64>>).is_zero());
    assert!(ad::rules::mean_vjp::<f64, _>(&shape, None).is_zero());
    assert!(x.mapv__vjp(&Array2::<f64>::zero(), |v, _| v).is_zero());
    assert!(ad::sin_vjp(&x, Array2::zero()).is_zero());
}

#[test]
fn filling() {
    assert_eq!(
        ad::rules::from_elem_vjp(&arr2(&[[1.0, 2.0], [3.0, 4.0]])),
        10.0
    );
}

#[test]
#[should_panic(expected = "sum_axis: a cotangent of shape [1, 2] for an array of shape [2, 3]")]
fn a_cotangent_of_the_wrong_shape() {
    let shape = ad::shape(&Array2::<f64>::zeros((2, 3)));
    let _ = ad::rules::sum_axis_vjp(&shape, Axis(0), &arr1(&[1.0, 2.0]));
}
