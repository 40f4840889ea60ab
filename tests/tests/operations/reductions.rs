//! Running sums and their like, extremes, variances, products, norms.

use autodiff_core::{differentiable, ops};
use autodiff_tests::obeys;
use autodiff_tests::ops::{distinct, random};
use ndarray::{Array1, Array2, Axis, array};

use crate::normalising::SHAPES;

#[test]
fn cumulative() {
    for shape in SHAPES {
        let x = distinct(shape);
        for axis in [Axis(0), Axis(1)] {
            obeys!(ops::cumsum(&x; axis));
            obeys!(ops::cumprod(&x; axis));
            obeys!(ops::cummax(&x; axis));
            obeys!(ops::cummin(&x; axis));
            obeys!(ops::diff(&x; axis));
        }
    }
    let mut x = distinct([3, 4]);
    (x[[1, 2]], x[[0, 2]], x[[2, 0]]) = (0.0, 0.0, 0.0);
    obeys!(ops::cumprod(&x; Axis(0)));
    obeys!(ops::cumprod(&x; Axis(1)));
    obeys!(ops::product_axis(&x; Axis(0)));
    obeys!(ops::product_axis(&x; Axis(1)));
}

#[test]
fn extremes() {
    for shape in [[2, 3], [1, 4], [4, 1]] {
        let x = distinct(shape);
        obeys!(ops::max(&x));
        obeys!(ops::min(&x));
        for axis in [Axis(0), Axis(1)] {
            obeys!(ops::max_axis(&x; axis));
            obeys!(ops::min_axis(&x; axis));
        }
    }
    let x = distinct([0, 3]);
    obeys!(ops::max_axis(&x; Axis(1)));
    assert_eq!(ops::argmax_axis(&x, Axis(1)).len(), 0);
}

#[test]
fn where_extremes_are() {
    let x = array![[1.0, 5.0, 5.0], [0.0, -1.0, -1.0]];
    assert_eq!((ops::argmax(&x), ops::argmin(&x)), (1, 4));
    assert_eq!(ops::argmax_axis(&x, Axis(1)), array![1, 0]);
    assert_eq!(ops::argmin_axis(&x, Axis(0)), array![1, 1, 1]);
    let y = array![1.0, f64::NAN, 3.0];
    assert_eq!((ops::argmax(&y), ops::argmin(&y)), (1, 1));
    assert!(ops::max(&y).is_nan() && ops::min(&y).is_nan());
}

#[differentiable]
fn greedy(x: &Array2<f64>) -> f64 {
    let best = ops::argmax_axis(x, Axis(1));
    let mut s = 0.0;
    for i in 0..best.len() {
        s += x[[i, best[i]]] * x[[i, 0]];
    }
    let k = ops::argmin(&x.row(0).to_owned());
    s + x[[1, k]]
}

#[test]
fn places_as_indices() {
    let x = distinct([3, 4]);
    obeys!(only f64: greedy(&x));
}

#[test]
#[should_panic(expected = "max_axis: an array of shape [2, 0] has no elements along axis 1")]
fn extremes_of_nothing() {
    let _ = ops::max_axis(&Array2::<f64>::zeros((2, 0)), Axis(1));
}

#[test]
fn moments() {
    for shape in [[2, 3], [3, 4], [3, 2]] {
        let x = random(shape, -2.0..2.0);
        for ddof in [0, 1] {
            obeys!(ops::var(&x; ddof));
            obeys!(ops::std_dev(&x; ddof));
            for axis in [Axis(0), Axis(1)] {
                obeys!(ops::var_axis(&x; axis, ddof));
                obeys!(ops::std_axis(&x; axis, ddof));
            }
        }
    }
    let x = random([1, 3], -2.0..2.0);
    obeys!(ops::var_axis(&x; Axis(0), 0));
    assert!(ops::var(&array![1.0_f64], 1).is_nan());
    let x = random([0, 3], -2.0..2.0);
    obeys!(ops::var_axis(&x; Axis(1), 0));
    obeys!(ops::product_axis(&x; Axis(0)));
}

#[test]
fn products() {
    for shape in SHAPES {
        let x = random(shape, -2.0..2.0);
        obeys!(ops::product_axis(&x; Axis(0)));
        obeys!(ops::product_axis(&x; Axis(1)));
    }
}

#[test]
fn norms() {
    for shape in SHAPES {
        for p in [1.0, 1.7, 2.0, 3.0] {
            let x = distinct(shape) + 0.11;
            if !x.is_empty() || p > 1.0 {
                obeys!(ops::norm(&x, p));
            }
        }
        let x = distinct(shape) + 0.11;
        if !x.is_empty() {
            obeys!(largest(&x));
        }
    }
    let x = array![3e300, -4e300];
    assert_eq!(ops::norm(&x, 2.0), 5e300);
    let x = array![3e-300_f64, -4e-300];
    assert!((ops::norm(&x, 2.0) - 5e-300).abs() < 1e-314);
    let x = array![f64::NAN, 1.0];
    for p in [1.0, 2.0, 3.0, f64::INFINITY] {
        assert!(ops::norm(&x, p).is_nan());
    }
}

#[differentiable]
fn largest<T: autodiff_core::Scalar>(x: &Array2<T>) -> T {
    ops::norm(x, T::from_f64(f64::INFINITY))
}

#[test]
#[should_panic(expected = "norm: 0.0 is no positive number")]
fn norm_of_no_power() {
    let _ = ops::norm(&Array1::<f64>::zeros(2), 0.0);
}
