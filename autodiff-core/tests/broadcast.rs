//! The cotangents of `+ - * /` with broadcasting, for random pairs of shapes.

mod common;

use autodiff_core::__private::{Cotangent, over, reduce_into, shape, times};
use common::{assert_arrays_close, assert_close, gradient};
use ndarray::{Array, Array0, Array1, Array2, ArrayD, Axis, IxDyn, arr1, arr2, aview1};
use proptest::prelude::*;

/// Two shapes that broadcast together: the right ends of a common shape, some lengths made one.
fn shapes() -> impl Strategy<Value = (Vec<usize>, Vec<usize>)> {
    prop::collection::vec((0..4_usize, prop::bool::ANY, prop::bool::ANY), 0..4).prop_flat_map(
        |axes| {
            let side = |ones: Vec<(usize, bool)>| -> Vec<usize> {
                ones.into_iter()
                    .map(|(length, one)| if one { 1 } else { length })
                    .collect()
            };
            let a = side(axes.iter().map(|&(length, one, _)| (length, one)).collect());
            let b = side(axes.iter().map(|&(length, _, one)| (length, one)).collect());
            let ndim = axes.len();
            (0..=ndim, prop::bool::ANY).prop_map(move |(cut, first)| {
                if first {
                    (a[cut..].to_vec(), b.clone())
                } else {
                    (a.clone(), b[cut..].to_vec())
                }
            })
        },
    )
}

/// Some numbers between a half and three halves.
fn numbers(shape: &[usize], salt: usize) -> ArrayD<f64> {
    let mut k = salt;
    Array::from_shape_simple_fn(IxDyn(shape), || {
        k = (k * 7919 + 101) % 1009;
        0.5 + k as f64 / 1009.0
    })
}

/// The cotangent of an operand of the same shape as `of`.
fn reduced(y_bar: ArrayD<f64>, of: &ArrayD<f64>) -> ArrayD<f64> {
    let mut bar = ArrayD::zeros(of.raw_dim());
    reduce_into(&mut bar, y_bar, &shape(of));
    bar
}

proptest! {
    #[test]
    fn random_pairs_of_shapes((a, b) in shapes(), turn: bool) {
        let (mut a, b) = (numbers(&a, 3), numbers(&b, 5));
        if turn && a.ndim() > 1 {
            let last = a.ndim() - 1;
            a.swap_axes(0, last);
            a = a.as_standard_layout().into_owned();
            a.swap_axes(0, last);
        }
        let y_bar = numbers((&a + &b).shape(), 7);
        let weighted = |y: ArrayD<f64>| (y * &y_bar).sum();

        let expected = gradient(|a| weighted(a + &b), &a);
        assert_arrays_close(&reduced(y_bar.clone(), &a), &expected, "a + b, a");
        let expected = gradient(|a| weighted(a * &b), &a);
        assert_arrays_close(&reduced(times(&y_bar, &b), &a), &expected, "a * b, a");
        let expected = gradient(|b| weighted(&a * b), &b);
        assert_arrays_close(&reduced(times(&y_bar, &a), &b), &expected, "a * b, b");
        let expected = gradient(|a| weighted(a / &b), &a);
        assert_arrays_close(&reduced(over(&y_bar, &b), &a), &expected, "a / b, a");
        let expected = gradient(|b| weighted(&a / b), &b);
        let y = &a / &b;
        let found = reduced(over(&times(&y_bar, &y), &b).negated(), &b);
        assert_arrays_close(&found, &expected, "a / b, b");
    }

    #[test]
    fn an_array_and_a_scalar(rows in 0..4_usize, columns in 0..4_usize, w in 0.5..2.0) {
        let x = numbers(&[rows, columns], 1).into_dimensionality::<ndarray::Ix2>().unwrap();
        let y_bar = numbers(&[rows, columns], 2).into_dimensionality::<ndarray::Ix2>().unwrap();
        let weighted = |y: Array2<f64>| (y * &y_bar).sum();
        let mut w_bar = 0.0;
        reduce_into(&mut w_bar, times(&y_bar, &x), &shape(&w));
        let expected = common::derivative(|w| weighted(&x * w), w);
        assert_close(w_bar, expected, 1e-8, "w * x, w");
        let mut x_bar = Array2::zeros(x.raw_dim());
        reduce_into(&mut x_bar, over(&y_bar, &w), &shape(&x));
        assert_arrays_close(&x_bar, &gradient(|x| weighted(x / w), &x), "x / w, x");
    }
}

#[test]
fn types_of_operands() {
    let y_bar = arr2(&[[1.0, 2.0], [3.0, 4.0]]);
    let row = arr1(&[1.0, 10.0]);
    let expected = arr2(&[[1.0, 20.0], [3.0, 40.0]]);
    assert_eq!(times(&y_bar, &row), expected);
    assert_eq!(times(&y_bar, &&row), expected);
    assert_eq!(times(&y_bar, &row.view()), expected);
    assert_eq!(times(&y_bar, &aview1(&[1.0, 10.0])), expected);
    assert_eq!(times(&y_bar, &*row), expected);
    assert_eq!(times(&y_bar, &row.clone().into_dyn()), expected);
    assert_eq!(times(&y_bar, &Array0::from_elem((), 2.0)), &y_bar * 2.0);
    assert_eq!(times(&y_bar, &row.clone().insert_axis(Axis(0))), expected);
    let mut row_bar = row.clone();
    reduce_into(&mut row_bar, y_bar.clone(), &shape(&&row));
    assert_eq!(row_bar, arr1(&[5.0, 16.0]));
    reduce_into(&mut row_bar.view_mut(), y_bar.clone(), &shape(&row.view()));
    assert_eq!(row_bar, arr1(&[9.0, 22.0]));
    let mut unit = Array0::zeros(());
    reduce_into(&mut unit, y_bar, &shape(&Array0::from_elem((), 2.0)));
    assert_eq!(unit.into_scalar(), 10.0);
}

#[test]
#[allow(
    clippy::unit_arg,
    reason = "what generated code does with values of unknown type"
)]
fn values_of_unknown_type() {
    let mut x_bar = 1.0_f32;
    reduce_into(&mut x_bar, times(&2.0_f32, &&3.0), &shape(&1.0_f32));
    assert_eq!(x_bar, 7.0);
    reduce_into(&mut (), times(&(), &3_usize), &shape(&3_usize));
    reduce_into(&mut (), over(&(), "text"), &shape("text"));
}

#[test]
fn equal_shapes_are_moved() {
    let y_bar = Array2::<f64>::ones((2, 3));
    let place = y_bar.as_ptr();
    let mut x_bar = Array2::zero();
    reduce_into(&mut x_bar, y_bar, &shape(&Array2::<f64>::zeros((2, 3))));
    assert_eq!(x_bar.as_ptr(), place);
}

#[test]
fn a_zero_without_memory_stays_one() {
    let y_bar = Array2::<f64>::zero();
    assert!(times(&y_bar, &arr1(&[1.0, 2.0])).is_zero());
    let mut x_bar = Array1::<f64>::zero();
    reduce_into(&mut x_bar, y_bar.clone(), &shape(&arr1(&[1.0, 2.0])));
    assert!(x_bar.is_zero());
    let mut w_bar = 0.0;
    reduce_into(&mut w_bar, y_bar, &());
    assert_eq!(w_bar, 0.0);
}

#[test]
#[should_panic(
    expected = "times: an operand of shape [3] doesn't broadcast to a cotangent of shape [2]"
)]
fn operands_that_do_not_fit() {
    let _ = times(&arr1(&[1.0, 2.0]), &arr1(&[1.0; 3]));
}

#[test]
#[should_panic(
    expected = "reduce: a cotangent of shape [2] can't be that of an operand of shape [3]"
)]
fn shapes_that_do_not_fit() {
    reduce_into(
        &mut Array1::zero(),
        arr1(&[1.0, 2.0]),
        &shape(&arr1(&[1.0; 3])),
    );
}
