//! `A = Q R` by Householder reflections.

use ndarray::{Array2, ArrayRef2, ArrayViewMut2, Axis, s};

use crate::Scalar;
use crate::ops::arguments::zero;

/// The factors of a matrix with at least as many rows as columns: `Q` of its shape with orthonormal
/// columns, `R` upper triangular with a diagonal that isn't negative. (Golub and Van Loan, Matrix
/// Computations, 4th edition, 5.2.)
pub(in crate::ops) fn qr_factors<T: Scalar>(a: &ArrayRef2<T>) -> (Array2<T>, Array2<T>) {
    let (m, n) = a.dim();
    let mut r = a.to_owned();
    let mut reflectors = Vec::with_capacity(n);
    for k in 0..n {
        let mut v = r.slice(s![k.., k]).to_owned();
        let norm = length(v.iter().copied());
        if norm == zero() {
            reflectors.push(None);
            continue;
        }
        // Away from cancellation: the sign of the first element.
        let first = v[0];
        v[0] = if first < zero() {
            first - norm
        } else {
            first + norm
        };
        let square = v.dot(&v);
        let factor = (T::one() + T::one()) / square;
        reflect(&v, factor, &mut r.slice_mut(s![k.., k..]));
        reflectors.push(Some((v, factor)));
    }
    let mut q = Array2::zeros((m, n));
    q.diag_mut().fill(T::one());
    for (k, reflector) in reflectors.iter().enumerate().rev() {
        if let Some((v, factor)) = reflector {
            reflect(v, *factor, &mut q.slice_mut(s![k.., ..]));
        }
    }
    let mut r = r.slice(s![..n, ..]).to_owned();
    for i in 0..n {
        r.slice_mut(s![i, ..i]).fill(zero());
        if r[[i, i]] < zero() {
            r.index_axis_mut(Axis(0), i).mapv_inplace(|r| -r);
            q.index_axis_mut(Axis(1), i).mapv_inplace(|q| -q);
        }
    }
    (q, r)
}

/// The Euclidean norm, without overflow.
fn length<T: Scalar>(elements: impl Iterator<Item = T> + Clone) -> T {
    let largest = elements.clone().fold(zero::<T>(), |m, x| m.max(x.abs()));
    if largest == zero() {
        return largest;
    }
    let sum: T = elements.map(|x| (x / largest) * (x / largest)).sum();
    largest * sum.sqrt()
}

/// `A − factor v (vᵀ A)`
fn reflect<T: Scalar>(v: &ndarray::Array1<T>, factor: T, a: &mut ArrayViewMut2<'_, T>) {
    let products = v.dot(&*a);
    for (mut row, &v) in a.rows_mut().into_iter().zip(v) {
        row.scaled_add(-factor * v, &products);
    }
}
