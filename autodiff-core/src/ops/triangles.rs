//! Diagonals and triangles of matrices.

use ndarray::{Array, Array1, Array2, ArrayRef, ArrayRef1, ArrayRef2, Dimension};

use super::arguments::zero;
use super::operation::operation;
use crate::Scalar;

operation! {
    /// The square matrix with `x` on its diagonal and zeros elsewhere.
    ///
    /// ```
    /// use autodiff_core::ops::from_diag;
    /// use ndarray::array;
    /// assert_eq!(from_diag(&array![1.0, 2.0]), array![[1.0, 0.0], [0.0, 2.0]]);
    /// ```
    pub fn from_diag[T: Scalar](x: &ArrayRef1<T>) -> Array2<T> {
        (Array2::from_diag(&x.view()), ())
    }
    backward(() in (), y_bar) {
        0 x => y_bar.diag().to_owned();
    }
}

operation! {
    /// The diagonal of a matrix, square or not: `x.diag().to_owned()`.
    ///
    /// ```
    /// use autodiff_core::ops::diag;
    /// use ndarray::array;
    /// assert_eq!(diag(&array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), array![1.0, 5.0]);
    /// ```
    pub fn diag[T: Scalar](x: &ArrayRef2<T>) -> Array1<T> {
        (x.diag().to_owned(), ())
    }
    backward(() in (), y_bar) {
        0 x in x_bar => {
            let mut diagonal = x_bar.diag_mut();
            diagonal += &y_bar;
        };
    }
}

operation! {
    /// The sum of the diagonal of a matrix, square or not.
    ///
    /// ```
    /// use autodiff_core::ops::trace;
    /// use ndarray::array;
    /// assert_eq!(trace(&array![[1.0, 2.0], [3.0, 4.0]]), 5.0);
    /// ```
    pub fn trace[T: Scalar](x: &ArrayRef2<T>) -> T {
        (x.diag().sum(), ())
    }
    backward(() in (), y_bar) {
        0 x in x_bar => {
            let mut diagonal = x_bar.diag_mut();
            diagonal += y_bar;
        };
    }
}

operation! {
    /// `x` with zeros above the `k`-th diagonal of its last two axes: 0 is the main diagonal, 1 the
    /// one above it, −1 the one below.
    ///
    /// # Panics
    ///
    /// If `x` has fewer than two axes.
    ///
    /// ```
    /// use autodiff_core::ops::tril;
    /// use ndarray::array;
    /// assert_eq!(tril(&array![[1.0, 2.0], [3.0, 4.0]], 0), array![[1.0, 0.0], [3.0, 4.0]]);
    /// assert_eq!(tril(&array![[1.0, 2.0], [3.0, 4.0]], -1), array![[0.0, 0.0], [3.0, 0.0]]);
    /// ```
    pub fn tril[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, k: isize) -> Array<T, D> {
        check_matrices("tril", x.shape());
        let mut y = x.to_owned();
        blank(&mut y, |row, width| past_diagonal(row, k, width)..width);
        (y, ())
    }
    backward(() in (), y_bar) {
        0 x => {
            blank(&mut y_bar, |row, width| past_diagonal(row, k, width)..width);
            y_bar
        };
    }
}

operation! {
    /// `x` with zeros below the `k`-th diagonal of its last two axes: 0 is the main diagonal, 1 the
    /// one above it, −1 the one below.
    ///
    /// # Panics
    ///
    /// If `x` has fewer than two axes.
    ///
    /// ```
    /// use autodiff_core::ops::triu;
    /// use ndarray::array;
    /// assert_eq!(triu(&array![[1.0, 2.0], [3.0, 4.0]], 0), array![[1.0, 2.0], [0.0, 4.0]]);
    /// assert_eq!(triu(&array![[1.0, 2.0], [3.0, 4.0]], 1), array![[0.0, 2.0], [0.0, 0.0]]);
    /// ```
    pub fn triu[T: Scalar, D: Dimension + 'static](x: &ArrayRef<T, D>, k: isize) -> Array<T, D> {
        check_matrices("triu", x.shape());
        let mut y = x.to_owned();
        blank(&mut y, |row, width| 0..past_diagonal(row, k.saturating_sub(1), width));
        (y, ())
    }
    backward(() in (), y_bar) {
        0 x => {
            blank(&mut y_bar, |row, width| 0..past_diagonal(row, k.saturating_sub(1), width));
            y_bar
        };
    }
}

#[track_caller]
fn check_matrices(operation: &str, shape: &[usize]) {
    assert!(
        shape.len() >= 2,
        "{operation}: matrices are needed, found shape {shape:?}"
    );
}

/// The first column right of the `k`-th diagonal.
fn past_diagonal(row: usize, k: isize, width: usize) -> usize {
    let column = row.cast_signed().saturating_add(k).saturating_add(1);
    usize::try_from(column).unwrap_or(0).min(width)
}

/// Zeros where `columns` says so, for each row of each matrix.
fn blank<T: Scalar, D: Dimension>(
    y: &mut ArrayRef<T, D>,
    columns: impl Fn(usize, usize) -> std::ops::Range<usize>,
) {
    if y.is_empty() {
        return;
    }
    let (height, width) = (y.shape()[y.ndim() - 2], y.shape()[y.ndim() - 1]);
    for (i, mut row) in y.rows_mut().into_iter().enumerate() {
        let blanked = columns(i % height, width);
        row.slice_mut(ndarray::s![blanked]).fill(zero());
    }
}
