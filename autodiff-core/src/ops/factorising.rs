//! Factors and eigenvalues of matrices.

use ndarray::{Array1, Array2, ArrayRef2, Axis, s};

use super::algorithms::{Triangle, qr_factors, solve_triangle};
use super::arguments::{check_square, zero};
use super::operation::operation;
use crate::Scalar;

operation! {
    /// The lower triangular `L` with `L Lᵀ = (X + Xᵀ) / 2`, whose diagonal is positive.
    ///
    /// Since `X` is made symmetric first, its cotangent is symmetric:
    /// `S = L⁻ᵀ Φ(Lᵀ L̄) L⁻¹`, `X̄ = (S + Sᵀ) / 2`, where `Φ` takes the lower triangle and half of the
    /// diagonal. (I. Murray, "Differentiation of the Cholesky decomposition", 2016, equation 8.)
    ///
    /// # Panics
    ///
    /// If `x` isn't square, or its symmetric part isn't positive definite.
    ///
    /// ```
    /// use autodiff_core::ops::cholesky;
    /// use ndarray::array;
    /// assert_eq!(cholesky(&array![[4.0, 2.0], [2.0, 5.0]]), array![[2.0, 0.0], [1.0, 2.0]]);
    /// ```
    pub fn cholesky[T: Scalar](x: &ArrayRef2<T>) -> Array2<T> {
        check_square("cholesky", x.shape());
        let l = cholesky_factor(x);
        (l.clone(), l)
    }
    backward(l in Array2<T>, l_bar) {
        0 x => {
            let mut s = l.t().dot(&l_bar.tril(0)).tril(0);
            s.diag_mut().mapv_inplace(half);
            // From the left, and from the right as the transpose from the left.
            solve_triangle(&l.t(), Triangle::UPPER, &mut s);
            let mut s = s.reversed_axes().as_standard_layout().into_owned();
            solve_triangle(&l.t(), Triangle::UPPER, &mut s);
            symmetric(&s)
        };
    }
}

fn half<T: Scalar>(x: T) -> T {
    x * T::from_f64(0.5)
}

/// `(X + Xᵀ) / 2`
fn symmetric<T: Scalar>(x: &ArrayRef2<T>) -> Array2<T> {
    let mut sum = x.t().to_owned();
    sum.zip_mut_with(x, |y, &x| *y = half(*y + x));
    sum
}

#[track_caller]
fn cholesky_factor<T: Scalar>(x: &ArrayRef2<T>) -> Array2<T> {
    let n = x.nrows();
    let mut l = Array2::zeros((n, n));
    for i in 0..n {
        let (above, mut rest) = l.view_mut().split_at(Axis(0), i);
        let mut row = rest.row_mut(0);
        for j in 0..i {
            let other = above.row(j);
            let known = row.slice(s![..j]).dot(&other.slice(s![..j]));
            row[j] = (half(x[[i, j]] + x[[j, i]]) - known) / other[j];
        }
        let known = row.slice(s![..i]);
        let square = x[[i, i]] - known.dot(&known);
        // A NaN is passed on.
        assert!(
            square.partial_cmp(&zero()) != Some(std::cmp::Ordering::Less) && square != zero(),
            "cholesky: the matrix of shape {:?} isn't positive definite: its leading minor of order {} isn't positive",
            x.shape(),
            i + 1
        );
        row[i] = square.sqrt();
    }
    l
}

operation! {
    /// The eigenvalues of `(X + Xᵀ) / 2`, ascending.
    ///
    /// `X̄ = V diag(ȳ) Vᵀ`, where the columns of `V` are the eigenvectors (Giles 2008, 3.1). For
    /// eigenvalues that coincide this is a derivative only if their cotangents are equal.
    ///
    /// # Panics
    ///
    /// If `x` isn't square.
    ///
    /// ```
    /// use autodiff_core::ops::eigvalsh;
    /// use ndarray::array;
    /// assert_eq!(eigvalsh(&array![[2.0, 0.0], [0.0, 1.0]]), array![1.0, 2.0]);
    /// ```
    pub fn eigvalsh[T: Scalar](x: &ArrayRef2<T>) -> Array1<T> {
        check_square("eigvalsh", x.shape());
        T::symmetric_eigen(&symmetric(x))
    }
    backward(vectors in Array2<T>, y_bar) {
        0 x => (&vectors * &y_bar).dot(&vectors.t());
    }
}

operation! {
    /// The factors of `X = Q R`: `Q` has orthonormal columns, `R` is upper triangular, and its diagonal
    /// isn't negative. For `X` of shape `[m, n]` and `k` the smaller of both, `Q` is of shape `[m, k]`
    /// and `R` of `[k, n]`.
    ///
    /// With `M = R R̄ᵀ − Q̄ᵀ Q`, `X̄ = (Q̄ + Q (tril(M) + tril(M, −1)ᵀ)) R⁻ᵀ` (M. Seeger et al.,
    /// "Auto-differentiating linear algebra", 2017, for `m ≥ n`). A wide matrix `[X₁ X₂]` has
    /// `R = [R₁ Qᵀ X₂]`, which is differentiated as it stands. The first `k` columns have to be
    /// independent for this.
    ///
    /// ```
    /// use autodiff_core::ops::qr;
    /// use ndarray::array;
    /// let (q, r) = qr(&array![[0.0, 2.0], [-3.0, 1.0]]);
    /// assert_eq!(q, array![[0.0, 1.0], [-1.0, 0.0]]);
    /// assert_eq!(r, array![[3.0, -1.0], [0.0, 2.0]]);
    /// ```
    pub fn qr[T: Scalar](x: &ArrayRef2<T>) -> (Array2<T>, Array2<T>) {
        let k = x.nrows().min(x.ncols());
        let (q, mut r) = qr_factors(&x.slice(s![.., ..k]));
        if k < x.ncols() {
            let beside = q.t().dot(&x.slice(s![.., k..]));
            let Ok(wide) = ndarray::concatenate(Axis(1), &[r.view(), beside.view()]) else {
                unreachable!("both have as many rows")
            };
            r = wide;
        }
        ((q.clone(), r.clone()), (q, r))
    }
    backward((q, r) in (Array2<T>, Array2<T>), y_bar) {
        0 x => {
            let (mut q_bar, r_bar) = y_bar;
            let k = q.ncols();
            let mut x_bar = Array2::zeros(x.raw_dim());
            let beside = r_bar.slice(s![.., k..]);
            q_bar += &x.slice(s![.., k..]).dot(&beside.t());
            x_bar.slice_mut(s![.., k..]).assign(&q.dot(&beside));
            let (r, r_bar) = (r.slice(s![.., ..k]), r_bar.slice(s![.., ..k]));
            // What stands below the diagonal of R is constant.
            let m = r.dot(&r_bar.triu(0).t()) - q_bar.t().dot(&q);
            let symmetric = m.tril(0) + m.tril(-1).t();
            q_bar += &q.dot(&symmetric);
            let mut transposed = q_bar.reversed_axes().as_standard_layout().into_owned();
            solve_triangle(&r, Triangle::UPPER, &mut transposed);
            x_bar.slice_mut(s![.., ..k]).assign(&transposed.t());
            x_bar
        };
    }
}
