//! The determinant without divisions, so that it has derivatives where elimination finds no pivot.

use ndarray::{Array2, ArrayRef2};

use crate::Scalar;

/// R. Bird, "A simple division-free algorithm for computing determinants" (2011): `n` products of matrices.
pub(in crate::ops) fn determinant_without_division<T: Scalar>(a: &ArrayRef2<T>) -> T {
    let n = a.nrows();
    let mut product = a.to_owned();
    for _ in 1..n {
        // What is above the diagonal, and on it minus the sum of what follows on the diagonal.
        let mut upper = product.triu(1);
        let mut sum = T::from_f64(0.0);
        for i in (0..n).rev() {
            upper[[i, i]] = -sum;
            sum += product[[i, i]];
        }
        let next: Array2<T> = upper.dot(a);
        product = next;
    }
    if n.is_multiple_of(2) {
        -product[[0, 0]]
    } else {
        product[[0, 0]]
    }
}
