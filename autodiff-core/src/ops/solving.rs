//! Linear systems, inverses and determinants.
//!
//! The pullbacks are those of M. Giles, "Collected matrix derivative results for forward and reverse
//! mode algorithmic differentiation" (2008), section 2.2.

use ndarray::{Array, Array2, ArrayRef, ArrayRef2, ArrayView2, Axis, Dimension, Ix1, Ix2};

use super::algorithms::{Lu, Triangle, determinant_without_division, solve_triangle};
use super::arguments::{check_square, zero};
use super::operation::operation;
use crate::Scalar;

operation! {
    /// The inverse of a square matrix.
    ///
    /// `X̄ = −Yᵀ Ȳ Yᵀ`. To multiply with an inverse, [`solve`](fn@solve) is faster and more accurate.
    ///
    /// # Panics
    ///
    /// If `x` isn't square, or is singular: elimination finds no pivot but zero.
    ///
    /// ```
    /// use autodiff_core::ops::inverse;
    /// use ndarray::array;
    /// assert_eq!(inverse(&array![[2.0, 0.0], [0.0, 4.0]]), array![[0.5, 0.0], [0.0, 0.25]]);
    /// ```
    pub fn inverse[T: Scalar](x: &ArrayRef2<T>) -> Array2<T> {
        check_square("inverse", x.shape());
        let y = regular("inverse", x).inverse();
        (y.clone(), y)
    }
    backward(y in Array2<T>, y_bar) {
        0 x => -y.t().dot(&y_bar).dot(&y.t());
    }
}

/// The factors of a matrix that has an inverse.
#[track_caller]
fn regular<T: Scalar>(operation: &str, a: &ArrayRef2<T>) -> Lu<T> {
    let lu = Lu::of(a);
    if let Some(column) = lu.singular_at() {
        panic!(
            "{operation}: the matrix of shape {:?} is singular: there is no pivot in column {column}",
            a.shape()
        );
    }
    lu
}

/// The right-hand sides of a system: a vector, or a matrix with one in each column.
pub trait RightHandSide: Dimension + 'static {
    /// As a matrix.
    #[doc(hidden)]
    fn columns<T>(b: &ArrayRef<T, Self>) -> ArrayView2<'_, T>;
    /// Back from a matrix.
    #[doc(hidden)]
    fn from_columns<T>(columns: Array2<T>) -> Array<T, Self>;
}

impl RightHandSide for Ix1 {
    fn columns<T>(b: &ArrayRef<T, Self>) -> ArrayView2<'_, T> {
        b.view().insert_axis(Axis(1))
    }
    fn from_columns<T>(columns: Array2<T>) -> Array<T, Self> {
        columns.index_axis_move(Axis(1), 0)
    }
}

impl RightHandSide for Ix2 {
    fn columns<T>(b: &ArrayRef<T, Self>) -> ArrayView2<'_, T> {
        b.view()
    }
    fn from_columns<T>(columns: Array2<T>) -> Array<T, Self> {
        columns
    }
}

operation! {
    /// The solution `y` of `A y = b`, for a vector `b` or the columns of a matrix.
    ///
    /// `b̄ = A⁻ᵀ ȳ`, `Ā = −b̄ yᵀ`. Both sweeps use one factorisation.
    ///
    /// # Panics
    ///
    /// If `a` isn't square or is singular (elimination finds no pivot but zero), or `b` has another
    /// number of rows.
    ///
    /// ```
    /// use autodiff_core::ops::solve;
    /// use ndarray::array;
    /// let a = array![[2.0, 1.0], [0.0, 4.0]];
    /// assert_eq!(solve(&a, &array![4.0, 8.0]), array![1.0, 2.0]);
    /// ```
    pub fn solve[T: Scalar, D: RightHandSide](a: &ArrayRef2<T>, b: &ArrayRef<T, D>) -> Array<T, D> {
        check_system("solve", a.shape(), b.shape());
        let lu = regular("solve", a);
        let y = lu.solve(&D::columns(b));
        (D::from_columns(y.clone()), (lu, y))
    }
    backward((lu, y) in (Lu<T>, Array2<T>), y_bar) sharing {
        let b_bar = lu.solve_transposed(&D::columns(&y_bar));
    } {
        0 a => -b_bar.dot(&y.t());
        1 b => D::from_columns(b_bar);
    }
}

operation! {
    /// The solution `y` of `A y = b`, where `A` is the lower triangle of `a`, or with `lower` false the
    /// upper one. The other triangle isn't read.
    ///
    /// `b̄ = A⁻ᵀ ȳ`; `Ā` is the same triangle of `−b̄ yᵀ`.
    ///
    /// # Panics
    ///
    /// If `a` isn't square or has a zero on its diagonal, or `b` has another number of rows.
    ///
    /// ```
    /// use autodiff_core::ops::solve_triangular;
    /// use ndarray::array;
    /// let a = array![[2.0, 9.0], [1.0, 4.0]];
    /// assert_eq!(solve_triangular(&a, &array![2.0, 9.0], true), array![1.0, 2.0]);
    /// ```
    pub fn solve_triangular[T: Scalar, D: RightHandSide](a: &ArrayRef2<T>, b: &ArrayRef<T, D>, lower: bool) -> Array<T, D> {
        check_system("solve_triangular", a.shape(), b.shape());
        if let Some(k) = a.diag().iter().position(|&a| a == zero()) {
            panic!(
                "solve_triangular: the matrix of shape {:?} is singular: element {k} of its diagonal is zero",
                a.shape()
            );
        }
        let mut y = D::columns(b).as_standard_layout().into_owned();
        solve_triangle(a, if lower { Triangle::LOWER } else { Triangle::UPPER }, &mut y);
        (D::from_columns(y.clone()), y)
    }
    backward(y in Array2<T>, y_bar) sharing {
        let b_bar = {
            let mut b_bar = D::columns(&y_bar).as_standard_layout().into_owned();
            let transposed = if lower { Triangle::UPPER } else { Triangle::LOWER };
            solve_triangle(&a.t(), transposed, &mut b_bar);
            b_bar
        };
    } {
        0 a => {
            let full = -b_bar.dot(&y.t());
            if lower { full.tril(0) } else { full.triu(0) }
        };
        1 b => D::from_columns(b_bar);
    }
}

#[track_caller]
fn check_system(operation: &str, a: &[usize], b: &[usize]) {
    let n = check_square(operation, a);
    assert!(
        b[0] == n,
        "{operation}: a right-hand side of shape {b:?} for a matrix of shape {a:?}: axis 0 differs"
    );
}

operation! {
    /// The determinant of a square matrix.
    ///
    /// `X̄ = ȳ y X⁻ᵀ`; for a singular matrix, `ȳ` times the matrix of cofactors, which takes `n²`
    /// determinants.
    ///
    /// # Panics
    ///
    /// If `x` isn't square.
    ///
    /// ```
    /// use autodiff_core::ops::determinant;
    /// use ndarray::array;
    /// assert_eq!(determinant(&array![[1.0, 2.0], [3.0, 4.0]]), -2.0);
    /// ```
    pub fn determinant[T: Scalar](x: &ArrayRef2<T>) -> T {
        check_square("determinant", x.shape());
        let lu = Lu::of(x);
        (determinant_of(x, &lu), lu)
    }
    backward(lu in Lu<T>, y_bar) {
        0 x => {
            if lu.singular_at().is_some() {
                cofactors(x) * y_bar
            } else {
                lu.inverse().reversed_axes() * (y_bar * lu.determinant())
            }
        };
    }
}

/// By the factors; dual numbers have tangents also where the matrix is singular.
fn determinant_of<T: Scalar>(x: &ArrayRef2<T>, lu: &Lu<T>) -> T {
    if T::ORDER > 0 && lu.singular_at().is_some() {
        determinant_without_division(x)
    } else {
        lu.determinant()
    }
}

/// The signed determinants of what is left without a row and a column.
fn cofactors<T: Scalar>(x: &ArrayRef2<T>) -> Array2<T> {
    let n = x.nrows();
    let without = |k: usize| -> Vec<usize> { (0..n).filter(|&i| i != k).collect() };
    Array2::from_shape_fn((n, n), |(i, j)| {
        let minor = x.select(Axis(0), &without(i)).select(Axis(1), &without(j));
        let determinant = determinant_of(&minor, &Lu::of(&minor));
        if (i + j) % 2 == 0 {
            determinant
        } else {
            -determinant
        }
    })
}

operation! {
    /// `ln |det X|` of a square matrix, without overflow: −∞ if it is singular.
    ///
    /// `X̄ = ȳ X⁻ᵀ`, which isn't finite if the matrix is singular.
    ///
    /// # Panics
    ///
    /// If `x` isn't square.
    ///
    /// ```
    /// use autodiff_core::ops::log_abs_det;
    /// use ndarray::array;
    /// assert_eq!(log_abs_det(&array![[0.0, 1.0], [1.0, 0.0]]), 0.0);
    /// ```
    pub fn log_abs_det[T: Scalar](x: &ArrayRef2<T>) -> T {
        check_square("log_abs_det", x.shape());
        let lu = Lu::of(x);
        (lu.log_abs_determinant(), lu)
    }
    backward(lu in Lu<T>, y_bar) {
        0 x => lu.inverse().reversed_axes() * y_bar;
    }
}
