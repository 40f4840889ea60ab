//! The matrix of a convolution.

use ndarray::{Array2, ArrayRef, Ix3};

use super::options::{Conv, PaddingMode};
use super::problem::Problem;
use crate::Scalar;

/// The matrix whose product with a signal of `len` elements per channel is its convolution with
/// `weight` (O×(C/groups)×K).
///
/// Kernels are stacked and shifted, with zeros elsewhere (a Toeplitz matrix for each pair of
/// channels). A row belongs to an output channel and position, the position varying faster; a column to
/// an input channel and position, likewise. The product with the transpose is the pullback to the
/// signal.
///
/// # Panics
///
/// As [`conv1d`](fn@super::conv1d), and if the options ask for another padding than zeros.
///
/// ```
/// use autodiff_core::ops::{Conv, conv1d_matrix};
/// use ndarray::array;
/// let matrix = conv1d_matrix(&array![[[1.0, 2.0, 3.0]]], 5, Conv::new());
/// assert_eq!(matrix, array![
///     [1.0, 2.0, 3.0, 0.0, 0.0],
///     [0.0, 1.0, 2.0, 3.0, 0.0],
///     [0.0, 0.0, 1.0, 2.0, 3.0],
/// ]);
/// ```
#[must_use]
pub fn conv1d_matrix<T: Scalar>(
    weight: &ArrayRef<T, Ix3>,
    len: usize,
    options: Conv<1>,
) -> Array2<T> {
    assert!(
        options.mode == PaddingMode::Zeros,
        "conv1d_matrix: padding must be with zeros, not {:?}",
        options.mode
    );
    let (outputs, inputs, kernel) = weight.dim();
    let x = [1, inputs * options.groups, len];
    let problem = Problem::new("conv1d_matrix", &x, weight.shape(), None, &options);
    let positions = problem.output_len();
    let mut matrix = Array2::zeros((outputs * positions, x[1] * len));
    for ((o, c, k), &w) in weight.indexed_iter() {
        let channel = o / problem.outputs * inputs + c;
        for t in 0..positions {
            let place = t * options.stride[0] + k * options.dilation[0];
            if let Some(place) = place.checked_sub(problem.before[2]).filter(|p| *p < len) {
                matrix[[o * positions + t, channel * len + place]] = w;
            }
        }
    }
    debug_assert_eq!(kernel, problem.kernel_len());
    matrix
}
