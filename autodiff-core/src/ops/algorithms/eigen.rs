//! Eigenvalues and eigenvectors of symmetric matrices: cyclic Jacobi rotations.

use ndarray::{Array1, Array2, ArrayRef2, Axis};

use crate::Scalar;
use crate::ops::arguments::zero;

/// Rounding stops the rotations after a dozen sweeps; more are for NaNs.
const SWEEPS: usize = 60;

/// The eigenvalues of a symmetric matrix, ascending, and its eigenvectors as columns in that order.
/// (Golub and Van Loan, Matrix Computations, 4th edition, 8.5.)
pub(crate) fn symmetric_eigen<T: Scalar>(a: &ArrayRef2<T>) -> (Array1<T>, Array2<T>) {
    let n = a.nrows();
    let mut a = a.to_owned();
    // Rows are eigenvectors here: a rotation then works on two rows.
    let mut vectors = Array2::eye(n);
    for _ in 0..SWEEPS {
        let mut rotated = false;
        for p in 0..n {
            for q in p + 1..n {
                rotated |= rotate(&mut a, &mut vectors, p, q);
            }
        }
        if !rotated {
            break;
        }
    }
    let values = a.diag();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| {
        let sizes = values[i].partial_cmp(&values[j]);
        sizes.unwrap_or(std::cmp::Ordering::Equal)
    });
    let sorted = values.select(Axis(0), &order);
    (sorted, vectors.select(Axis(0), &order).reversed_axes())
}

/// Makes `a[p, q]` zero. Says whether that changes anything.
fn rotate<T: Scalar>(a: &mut Array2<T>, vectors: &mut Array2<T>, p: usize, q: usize) -> bool {
    let (off, on) = (a[[p, q]], (a[[p, p]], a[[q, q]]));
    // Whether it is lost beside the diagonal, whatever the precision is.
    if on.0 + off.abs() == on.0 && on.1 + off.abs() == on.1 {
        a[[p, q]] = zero();
        a[[q, p]] = zero();
        return false;
    }
    let two = T::one() + T::one();
    let theta = (on.1 - on.0) / (two * off);
    let root = theta.abs() + theta.hypot(T::one());
    let t = if theta < zero() {
        -root.recip()
    } else {
        root.recip()
    };
    let c = t.hypot(T::one()).recip();
    let s = t * c;
    for k in 0..a.nrows() {
        let (x, y) = (a[[k, p]], a[[k, q]]);
        a[[k, p]] = c * x - s * y;
        a[[k, q]] = s * x + c * y;
    }
    for matrix in [&mut *a, vectors] {
        let (mut upper, mut lower) = matrix.view_mut().split_at(Axis(0), q);
        ndarray::Zip::from(upper.row_mut(p))
            .and(lower.row_mut(0))
            .for_each(|x, y| {
                (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
            });
    }
    a[[p, q]] = zero();
    a[[q, p]] = zero();
    true
}
