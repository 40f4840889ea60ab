//! Products of matrices by `faer`.

use faer::linalg::matmul::matmul;
use faer::traits::ComplexField;
use faer::{Accum, MatMut, MatRef, Par};
use ndarray::{Array2, ArrayView2, ArrayViewMut2};

use crate::Scalar;

/// `Y ← A B`, or `Y ← Y + A B`.
pub(crate) fn multiply<T: Scalar + ComplexField>(
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
    add: bool,
    mut y: ArrayViewMut2<'_, T>,
) {
    let (rows, columns) = y.dim();
    assert!(
        a.dim() == (rows, b.nrows()) && b.ncols() == columns,
        "product: matrices of shapes {:?} and {:?} for one of {:?}",
        a.shape(),
        b.shape(),
        y.shape()
    );
    let accumulate = if add { Accum::Add } else { Accum::Replace };
    let into = |y: MatMut<'_, T>| {
        with(a, |a| {
            with(b, |b| matmul(y, accumulate, a, b, T::one(), Par::Seq));
        });
    };
    if let Some(elements) = y.as_slice_mut() {
        return into(MatMut::from_row_major_slice_mut(elements, rows, columns));
    }
    let mut turned = y.view_mut().reversed_axes();
    if let Some(elements) = turned.as_slice_mut() {
        return into(MatMut::from_column_major_slice_mut(elements, rows, columns));
    }
    let mut whole = Array2::zeros((rows, columns));
    multiply(a, b, false, whole.view_mut());
    if add {
        y += &whole;
    } else {
        y.assign(&whole);
    }
}

/// Gives the matrix to `user`, copied unless its rows or its columns lie side by side.
fn with<T: Scalar + ComplexField, R>(
    x: ArrayView2<'_, T>,
    user: impl FnOnce(MatRef<'_, T>) -> R,
) -> R {
    let (rows, columns) = x.dim();
    if let Some(elements) = x.to_slice() {
        return user(MatRef::from_row_major_slice(elements, rows, columns));
    }
    if let Some(elements) = x.reversed_axes().to_slice() {
        return user(MatRef::from_column_major_slice(elements, rows, columns));
    }
    with(x.to_owned().view(), user)
}
