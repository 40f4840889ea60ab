//! Products of matrices: of pullbacks, and of operations of this crate.
//!
//! `ndarray`'s own product multiplies them, with `matrixmultiply`, or with BLAS if `ndarray` is told to; with
//! the feature `faer`, `faer` does. With the feature `rayon`, large ones are cut into blocks of rows.

#[cfg(feature = "faer")]
mod with_faer;

#[cfg(feature = "faer")]
pub(crate) use with_faer::multiply;

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis};

use crate::{Scalar, threads};

/// `A B`
pub(crate) fn product<T: Scalar>(a: ArrayView2<'_, T>, b: ArrayView2<'_, T>) -> Array2<T> {
    let mut y = Array2::zeros((a.nrows(), b.ncols()));
    multiply_in_blocks(a, b, false, y.view_mut());
    y
}

/// Adds `A B` to `Y`.
pub(crate) fn add_product<T: Scalar>(
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
    y: ArrayViewMut2<'_, T>,
) {
    multiply_in_blocks(a, b, true, y);
}

/// `Y ← A B`, or `Y ← Y + A B`, by `ndarray`'s own product.
pub(crate) fn multiply_by_ndarray<T: Scalar>(
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
    add: bool,
    mut y: ArrayViewMut2<'_, T>,
) {
    let kept = T::from_f64(f64::from(u8::from(add)));
    general_mat_mul(T::one(), &a, &b, kept, &mut y);
}

/// Blocks of rows, as many as are worth it, whatever the number of threads.
fn multiply_in_blocks<T: Scalar>(
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
    add: bool,
    mut y: ArrayViewMut2<'_, T>,
) {
    const LEAST: usize = 64;
    const BLOCKS: usize = 8;
    let (rows, columns) = y.dim();
    let steps = rows * columns * a.ncols();
    if cfg!(not(feature = "rayon")) || steps < 64 * threads::WORTHWHILE {
        return T::multiply(a, b, add, y);
    }
    if columns > rows {
        let (a, b) = (b.reversed_axes(), a.reversed_axes());
        return multiply_in_blocks(a, b, add, y.reversed_axes());
    }
    let block = rows.div_ceil(BLOCKS).max(LEAST);
    let left = a.axis_chunks_iter(Axis(0), block);
    let parts = left.zip(y.axis_chunks_iter_mut(Axis(0), block)).collect();
    threads::each(parts, || (), |(), (a, y)| T::multiply(a, b, add, y));
}
