//! Convolution as a product of matrices: the parts of the input that the kernel meets become the
//! columns of a matrix.

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};

use super::padding::{pad, unpad};
use super::problem::Problem;
use crate::Scalar;

/// The arrays of one sample and group: matrices with a row for each channel.
fn matrix<T>(data: &[T], rows: usize) -> ArrayView2<'_, T> {
    let shape = (rows, data.len().checked_div(rows).unwrap_or(0));
    ArrayView2::from_shape(shape, data).expect("channels have the same length")
}

fn matrix_mut<T>(data: &mut [T], rows: usize) -> ArrayViewMut2<'_, T> {
    let shape = (rows, data.len().checked_div(rows).unwrap_or(0));
    ArrayViewMut2::from_shape(shape, data).expect("channels have the same length")
}

/// Calls `visit` with each row of the matrix, that is, channel and element of the kernel, and with the
/// part of the padded group that lies under it: the places along the innermost axis.
fn for_each_run(problem: &Problem, mut visit: impl FnMut(usize, usize, usize)) {
    let Problem {
        kernel,
        output,
        stride,
        dilation,
        padded,
        ..
    } = problem;
    let mut to = 0;
    for channel in 0..problem.inputs {
        for i in 0..kernel[0] {
            for j in 0..kernel[1] {
                for k in 0..kernel[2] {
                    for a in 0..output[0] {
                        for b in 0..output[1] {
                            let row = channel * padded[0] + i * dilation[0] + a * stride[0];
                            let row = row * padded[1] + j * dilation[1] + b * stride[1];
                            visit(to, row * padded[2] + k * dilation[2], output[2]);
                            to += output[2];
                        }
                    }
                }
            }
        }
    }
}

/// The columns of a padded group.
fn gather<T: Scalar>(problem: &Problem, padded: &[T], columns: &mut [T]) {
    let step = problem.stride[2];
    for_each_run(problem, |to, from, len| {
        let source = padded[from..].iter().step_by(step);
        for (column, x) in columns[to..to + len].iter_mut().zip(source) {
            *column = *x;
        }
    });
}

/// The transpose of [`gather`].
fn scatter<T: Scalar>(problem: &Problem, columns: &[T], padded: &mut [T]) {
    let step = problem.stride[2];
    for_each_run(problem, |to, from, len| {
        let target = padded[from..].iter_mut().step_by(step);
        for (column, x) in columns[to..to + len].iter().zip(target) {
            *x += *column;
        }
    });
}

/// Room for the columns and the padded input of a group.
struct Room<T> {
    padded: Vec<T>,
    columns: Vec<T>,
}

impl<T: Scalar> Room<T> {
    fn new(problem: &Problem) -> Self {
        let columns = problem.inputs * problem.kernel_len() * problem.output_len();
        Self {
            padded: vec![T::from_f64(0.0); problem.inputs * problem.padded_len()],
            columns: vec![T::from_f64(0.0); columns],
        }
    }

    /// The columns of a group's input.
    fn columns_of(&mut self, problem: &Problem, x: &[T]) -> ArrayView2<'_, T> {
        let channels = x.chunks_exact(problem.input_len().max(1));
        let padded = self.padded.chunks_exact_mut(problem.padded_len());
        for (channel, padded) in channels.zip(padded) {
            pad(problem, channel, padded);
        }
        gather(problem, &self.padded, &mut self.columns);
        matrix(&self.columns, problem.inputs * problem.kernel_len())
    }
}

/// Calls `visit` with each group of each sample: the group's number, and the ranges of its input and of its output.
fn for_each_group(
    problem: &Problem,
    mut visit: impl FnMut(usize, std::ops::Range<usize>, std::ops::Range<usize>),
) {
    let input = problem.inputs * problem.input_len();
    let output = problem.outputs * problem.output_len();
    for k in 0..problem.batch * problem.groups {
        visit(
            k % problem.groups,
            k * input..(k + 1) * input,
            k * output..(k + 1) * output,
        );
    }
}

/// Adds the convolution of `x` to `y`.
pub(super) fn forward<T: Scalar>(problem: &Problem, x: &[T], weight: &[T], y: &mut [T]) {
    let mut room = Room::new(problem);
    let weights = problem.outputs * problem.inputs * problem.kernel_len();
    for_each_group(problem, |group, input, output| {
        let weight = matrix(&weight[group * weights..][..weights], problem.outputs);
        let columns = room.columns_of(problem, &x[input]);
        let mut y = matrix_mut(&mut y[output], problem.outputs);
        general_mat_mul(T::one(), &weight, &columns, T::one(), &mut y);
    });
}

/// Adds the cotangent of the input to `x_bar`.
pub(super) fn input_cotangent<T: Scalar>(
    problem: &Problem,
    weight: &[T],
    y_bar: &[T],
    x_bar: &mut [T],
) {
    let mut room = Room::new(problem);
    let rows = problem.inputs * problem.kernel_len();
    let weights = problem.outputs * rows;
    for_each_group(problem, |group, input, output| {
        let weight = matrix(&weight[group * weights..][..weights], problem.outputs);
        let y_bar = matrix(&y_bar[output], problem.outputs);
        let mut columns = matrix_mut(&mut room.columns, rows);
        general_mat_mul(
            T::one(),
            &weight.t(),
            &y_bar,
            T::from_f64(0.0),
            &mut columns,
        );
        room.padded.fill(T::from_f64(0.0));
        scatter(problem, &room.columns, &mut room.padded);
        let channels = x_bar[input].chunks_exact_mut(problem.input_len().max(1));
        let padded = room.padded.chunks_exact(problem.padded_len());
        for (channel, padded) in channels.zip(padded) {
            unpad(problem, padded, channel);
        }
    });
}

/// Adds the cotangent of the weight to `weight_bar`.
pub(super) fn weight_cotangent<T: Scalar>(
    problem: &Problem,
    x: &[T],
    y_bar: &[T],
    weight_bar: &mut [T],
) {
    let mut room = Room::new(problem);
    let weights = problem.outputs * problem.inputs * problem.kernel_len();
    for_each_group(problem, |group, input, output| {
        let columns = room.columns_of(problem, &x[input]);
        let y_bar = matrix(&y_bar[output], problem.outputs);
        let mut bar = matrix_mut(
            &mut weight_bar[group * weights..][..weights],
            problem.outputs,
        );
        general_mat_mul(T::one(), &y_bar, &columns.t(), T::one(), &mut bar);
    });
}
