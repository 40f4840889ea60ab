//! Products of vectors, matrices and batches of matrices.

use ndarray::{
    Array, Array2, ArrayD, ArrayRef, ArrayRef1, ArrayRef2, ArrayView2, ArrayViewMut2,
    ArrayViewMut3, Axis, DimMax, Dimension, IxDyn, s,
};

use super::arguments::of_dimension;
use super::operation::operation;
use crate::matrices::add_product;
use crate::{Scalar, threads};

operation! {
    /// `y[i, j] = a[i] b[j]`
    ///
    /// ```
    /// use autodiff_core::ops::outer;
    /// use ndarray::array;
    /// assert_eq!(outer(&array![1.0, 2.0], &array![3.0, 4.0]), array![[3.0, 4.0], [6.0, 8.0]]);
    /// ```
    pub fn outer[T: Scalar](a: &ArrayRef1<T>, b: &ArrayRef1<T>) -> Array2<T> {
        let mut y = Array2::zeros((a.len(), b.len()));
        for (mut row, &a) in y.rows_mut().into_iter().zip(a) {
            row.zip_mut_with(b, |y, &b| *y = a * b);
        }
        (y, ())
    }
    backward(() in (), y_bar) {
        0 a => y_bar.dot(b);
        1 b => a.dot(&y_bar);
    }
}

operation! {
    /// The Kronecker product: `b` in place of each element of `a`, multiplied with it.
    ///
    /// ```
    /// use autodiff_core::ops::kron;
    /// use ndarray::array;
    /// let y = kron(&array![[1.0, 2.0]], &array![[3.0], [4.0]]);
    /// assert_eq!(y, array![[3.0, 6.0], [4.0, 8.0]]);
    /// ```
    pub fn kron[T: Scalar](a: &ArrayRef2<T>, b: &ArrayRef2<T>) -> Array2<T> {
        if b.is_empty() {
            (Array2::zeros((a.nrows() * b.nrows(), a.ncols() * b.ncols())), ())
        } else {
            (ndarray::linalg::kron(a, b), ())
        }
    }
    backward(() in (), y_bar) {
        0 a => Array2::from_shape_fn(a.raw_dim(), |place| (&block(&y_bar, place, b) * &b.view()).sum());
        1 b in b_bar => {
            for (place, &a) in a.indexed_iter() {
                b_bar.scaled_add(a, &block(&y_bar, place, b));
            }
        };
    }
}

/// The part of a Kronecker product that stands in this place.
fn block<'a, T>(
    y: &'a ArrayRef2<T>,
    (i, j): (usize, usize),
    b: &ArrayRef2<T>,
) -> ArrayView2<'a, T> {
    let (rows, columns) = b.dim();
    y.slice(s![i * rows..(i + 1) * rows, j * columns..(j + 1) * columns])
}

operation! {
    /// The cross products of the vectors along the last axis, which has length three.
    ///
    /// # Panics
    ///
    /// If the shapes differ, or the last axis is of another length.
    ///
    /// ```
    /// use autodiff_core::ops::cross;
    /// use ndarray::array;
    /// assert_eq!(cross(&array![1.0, 0.0, 0.0], &array![0.0, 1.0, 0.0]), array![0.0, 0.0, 1.0]);
    /// ```
    pub fn cross[T: Scalar, D: Dimension + 'static](a: &ArrayRef<T, D>, b: &ArrayRef<T, D>) -> Array<T, D> {
        assert!(
            a.shape() == b.shape() && a.shape().last() == Some(&3),
            "cross: vectors of three elements are needed along the last axis, found shapes {:?} and {:?}",
            a.shape(),
            b.shape()
        );
        (crossed(a, b), ())
    }
    backward(() in (), y_bar) {
        0 a => crossed(b, &y_bar);
        1 b => crossed(&y_bar, a);
    }
}

fn crossed<T: Scalar, D: Dimension>(a: &ArrayRef<T, D>, b: &ArrayRef<T, D>) -> Array<T, D> {
    let mut y = Array::zeros(a.raw_dim());
    let vectors = y.rows_mut().into_iter().zip(a.rows()).zip(b.rows());
    for ((mut y, a), b) in vectors {
        for (i, j, k) in [(0, 1, 2), (1, 2, 0), (2, 0, 1)] {
            y[i] = a[j] * b[k] - a[k] * b[j];
        }
    }
    y
}

operation! {
    /// Products of the matrices in the last two axes. The axes in front of them count the matrices and
    /// are broadcast: `[2, 1, 2, 3]` times `[3, 3, 5]` gives `[2, 3, 2, 5]`.
    ///
    /// `Ā = Ȳ Bᵀ`, `B̄ = Aᵀ Ȳ`, summed where a matrix was used several times.
    ///
    /// # Panics
    ///
    /// If an operand has fewer than two axes, the matrices don't fit, or the axes in front can't be
    /// broadcast.
    ///
    /// ```
    /// use autodiff_core::ops::matmul;
    /// use ndarray::array;
    /// let a = array![[[1.0, 2.0]], [[3.0, 4.0]]];
    /// assert_eq!(matmul(&a, &array![[1.0], [10.0]]), array![[[21.0]], [[43.0]]]);
    /// ```
    pub fn matmul[T: Scalar, A: Dimension + DimMax<B, Output: 'static> + 'static, B: Dimension + 'static](a: &ArrayRef<T, A>, b: &ArrayRef<T, B>) -> Array<T, <A as DimMax<B>>::Output> {
        let batch = batches(a.shape(), b.shape());
        let mut shape = batch.clone();
        shape.extend([a.shape()[a.ndim() - 2], b.shape()[b.ndim() - 1]]);
        let mut y = ArrayD::zeros(shape);
        each_matrix(&batch, &mut y, a.shape()[a.ndim() - 1], |index, y| {
            add_product(matrix(a, index), matrix(b, index), y);
        });
        (of_dimension("matmul", y), ())
    }
    backward(() in (), y_bar) {
        0 a in a_bar => {
            let batch = batches(a.shape(), b.shape());
            each_matrix(&batch, a_bar, b.shape()[b.ndim() - 1], |index, a_bar| {
                let (y_bar, b) = (matrix(&y_bar, index), matrix(b, index));
                add_product(y_bar, b.reversed_axes(), a_bar);
            });
        };
        1 b in b_bar => {
            let batch = batches(a.shape(), b.shape());
            each_matrix(&batch, b_bar, a.shape()[a.ndim() - 2], |index, b_bar| {
                let (y_bar, a) = (matrix(&y_bar, index), matrix(a, index));
                add_product(a.reversed_axes(), y_bar, b_bar);
            });
        };
    }
}

/// Calls `work` with the number of each matrix of a batch and the matrix of `y` for it, each element of
/// which takes so many steps.
fn each_matrix<T: Scalar, D: Dimension>(
    batch: &[usize],
    y: &mut ArrayRef<T, D>,
    depth: usize,
    work: impl Fn(&[usize], ArrayViewMut2<'_, T>) + Send + Sync,
) {
    let (own, last) = y.shape().split_at(y.ndim() - 2);
    let (count, rows, columns) = (own.iter().product::<usize>(), last[0], last[1]);
    let together = threads::together(rows * columns * depth);
    if threads::several() && own == batch && count > together {
        let whole = y.view_mut().into_shape_with_order((count, rows, columns));
        if let Ok(mut whole) = whole {
            let numbers: Vec<_> = ndarray::indices(batch.to_vec()).into_iter().collect();
            let matrices = whole.axis_chunks_iter_mut(Axis(0), together);
            let parts = numbers.chunks(together).zip(matrices).collect();
            threads::each(
                parts,
                || (),
                |(), (numbers, mut matrices): (&[IxDyn], ArrayViewMut3<'_, T>)| {
                    for (index, y) in numbers.iter().zip(matrices.outer_iter_mut()) {
                        work(index.slice(), y);
                    }
                },
            );
            return;
        }
    }
    for index in ndarray::indices(batch.to_vec()) {
        let index = index.slice();
        work(index, matrix_mut(y, index));
    }
}

/// The common shape of the axes in front of the matrices.
#[track_caller]
fn batches(a: &[usize], b: &[usize]) -> Vec<usize> {
    assert!(
        a.len() >= 2 && b.len() >= 2,
        "matmul: matrices are needed, found shapes {a:?} and {b:?}"
    );
    let ((a_batch, a_matrix), (b_batch, b_matrix)) =
        (a.split_at(a.len() - 2), b.split_at(b.len() - 2));
    assert!(
        a_matrix[1] == b_matrix[0],
        "matmul: shapes {a:?} and {b:?} don't fit: axis {} of the first has to be as long as axis {} of the second",
        a.len() - 1,
        b.len() - 2
    );
    let (long, short) = if a_batch.len() >= b_batch.len() {
        (a_batch, b_batch)
    } else {
        (b_batch, a_batch)
    };
    let mut common = long.to_vec();
    let first = long.len() - short.len();
    for (common, &length) in common[first..].iter_mut().zip(short) {
        if *common == 1 {
            *common = length;
        }
        assert!(
            length == *common || length == 1,
            "matmul: shapes {a:?} and {b:?} don't fit: {a_batch:?} and {b_batch:?} matrices can't be broadcast together"
        );
    }
    common
}

/// Where the matrix is that counts as number `index` when broadcast.
fn own_index(index: &[usize], shape: &[usize]) -> Vec<usize> {
    let batch = &shape[..shape.len() - 2];
    let own = &index[index.len() - batch.len()..];
    let places = batch.iter().zip(own);
    places.map(|(&n, &i)| if n == 1 { 0 } else { i }).collect()
}

fn matrix<'a, T: Scalar, D: Dimension>(
    x: &'a ArrayRef<T, D>,
    index: &[usize],
) -> ArrayView2<'a, T> {
    let mut part = x.view().into_dyn();
    for i in own_index(index, x.shape()) {
        part = part.index_axis_move(Axis(0), i);
    }
    part.into_dimensionality()
        .unwrap_or_else(|_| unreachable!("two axes are left"))
}

fn matrix_mut<'a, T: Scalar, D: Dimension>(
    x: &'a mut ArrayRef<T, D>,
    index: &[usize],
) -> ArrayViewMut2<'a, T> {
    let own = own_index(index, x.shape());
    let mut part = x.view_mut().into_dyn();
    for i in own {
        part = part.index_axis_move(Axis(0), i);
    }
    part.into_dimensionality()
        .unwrap_or_else(|_| unreachable!("two axes are left"))
}
