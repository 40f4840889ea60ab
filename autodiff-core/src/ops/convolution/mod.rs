//! Convolution along one to three axes, and its transpose.
//!
//! Each comes down to three products: with the weight's matrix, with its transpose, and of the two
//! arrays between which the weight stands. A transposed convolution is the second of them; its
//! cotangents are the first and the third.

mod bias;
mod engine;
mod kernels;
mod options;
mod padding;
mod problem;
mod toeplitz;

use ndarray::{Array, Array3, Array4, Array5, ArrayRef, ArrayRef1, Dimension, Ix3, Ix4, Ix5};

pub use bias::{Bias, NoBias};
pub use options::{Conv, ConvTranspose, PaddingMode, PerAxis, Pool};
pub use toeplitz::conv1d_matrix;

use super::operation::operation;
use crate::Scalar;
use bias::channel_sums;
use problem::Problem;

/// An array of this shape, of elements in row-major order.
fn shaped<T, D: Dimension>(shape: &[usize], elements: Vec<T>) -> Array<T, D> {
    Array::from_shape_vec(shape, elements)
        .and_then(Array::into_dimensionality)
        .expect("the number of elements was worked out from the shape")
}

fn convolve<T: Scalar, D: Dimension, const N: usize>(
    problem: &Problem,
    x: &ArrayRef<T, D>,
    weight: &ArrayRef<T, D>,
    bias: Option<&ArrayRef1<T>>,
) -> Array<T, D> {
    let (x, weight) = (x.as_standard_layout(), weight.as_standard_layout());
    let channels = problem.groups * problem.outputs;
    let bias = bias.map(|b| b.as_standard_layout());
    let mut y = vec![T::from_f64(0.0); problem.batch * channels * problem.output_len()];
    let bias = bias.as_ref().map(|b| elements(b));
    engine::forward(problem, elements(&x), elements(&weight), bias, &mut y);
    shaped(&problem.output_shape::<N>(), y)
}

fn input_cotangent<T: Scalar, D: Dimension, const N: usize>(
    problem: &Problem,
    weight: &ArrayRef<T, D>,
    y_bar: &ArrayRef<T, D>,
    bias: Option<&ArrayRef1<T>>,
) -> Array<T, D> {
    let (weight, y_bar) = (weight.as_standard_layout(), y_bar.as_standard_layout());
    let channels = problem.groups * problem.inputs;
    let mut x_bar = vec![T::from_f64(0.0); problem.batch * channels * problem.input_len()];
    let bias = bias.map(|b| b.as_standard_layout());
    let bias = bias.as_ref().map(|b| elements(b));
    engine::input_cotangent(
        problem,
        elements(&weight),
        elements(&y_bar),
        bias,
        false,
        &mut x_bar,
    );
    shaped(&problem.input_shape::<N>(), x_bar)
}

/// Adds the cotangent of the input where it belongs: memory that isn't there yet costs more time than
/// the addition.
fn add_input_cotangent<T: Scalar, D: Dimension, const N: usize>(
    problem: &Problem,
    weight: &ArrayRef<T, D>,
    y_bar: &ArrayRef<T, D>,
    x_bar: &mut ArrayRef<T, D>,
) {
    let Some(x_bar) = x_bar.as_slice_mut() else {
        let apart = input_cotangent::<_, _, N>(problem, weight, y_bar, None);
        return x_bar.zip_mut_with(&apart, |x_bar, apart| *x_bar += *apart);
    };
    let (weight, y_bar) = (weight.as_standard_layout(), y_bar.as_standard_layout());
    engine::input_cotangent(
        problem,
        elements(&weight),
        elements(&y_bar),
        None,
        true,
        x_bar,
    );
}

fn weight_cotangent<T: Scalar, D: Dimension>(
    problem: &Problem,
    x: &ArrayRef<T, D>,
    y_bar: &ArrayRef<T, D>,
    shape: &[usize],
) -> Array<T, D> {
    let (x, y_bar) = (x.as_standard_layout(), y_bar.as_standard_layout());
    let mut weight_bar = vec![T::from_f64(0.0); shape.iter().product()];
    engine::weight_cotangent(problem, elements(&x), elements(&y_bar), &mut weight_bar);
    shaped(shape, weight_bar)
}

/// The elements of an array in standard layout.
fn elements<T, D: Dimension>(array: &ArrayRef<T, D>) -> &[T] {
    array.as_slice().expect("the array is in standard layout")
}

macro_rules! convolution {
    ($(#[$attribute:meta])* $name:ident, $N:literal, $Array:ident, $Ix:ident) => {
        operation! {
            $(#[$attribute])*
            ///
            /// `stride`, `padding`, `dilation` and `groups` are in [`Conv`]. The output's length along an
            /// axis is `⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1`. The kernel isn't flipped: this is what is
            /// called cross-correlation elsewhere.
            ///
            /// # Panics
            ///
            /// If the numbers of channels disagree with each other or with the groups, if the bias has
            /// another length than there are output channels, or if the kernel is larger than the padded
            /// input. The message has both shapes and names the axis.
            pub fn $name[T: Scalar, B: Bias<T>](
                x: &ArrayRef<T, $Ix>,
                weight: &ArrayRef<T, $Ix>,
                bias: B,
                options: Conv<$N>,
            ) -> $Array<T> {
                let problem = Problem::new(stringify!($name), x.shape(), weight.shape(), bias.channels(), &options);
                (convolve::<_, _, $N>(&problem, x, weight, bias.elements()), ())
            }
            backward(() in (), y_bar) sharing {
                let problem = Problem::new(stringify!($name), x.shape(), weight.shape(), None, &options);
            } {
                0 x in x_bar => add_input_cotangent::<_, _, $N>(&problem, weight, &y_bar, x_bar);
                1 weight => weight_cotangent(&problem, x, &y_bar, weight.shape());
                2 bias => B::cotangent(|| channel_sums(&y_bar));
            }
        }
    };
}

convolution!(
    /// Convolution along one axis: `x` is N×C×L, `weight` O×(C/groups)×K, the result N×O×L′.
    ///
    /// `y[n, o, t] = b[o] + Σ_{c, k} w[o, c, k] x[n, c, s t + d k − p]`, with zeros beyond the ends,
    /// and `c` within the group of `o`.
    ///
    /// ```
    /// use autodiff_core::ops::{Conv, NoBias, conv1d};
    /// use ndarray::array;
    /// let (x, weight) = (array![[[1.0, 2.0, 4.0, 8.0]]], array![[[1.0, -1.0]]]);
    /// assert_eq!(conv1d(&x, &weight, NoBias, Conv::new()), array![[[-1.0, -2.0, -4.0]]]);
    /// ```
    conv1d, 1, Array3, Ix3
);

convolution!(
    /// Convolution along two axes: `x` is N×C×H×W, `weight` O×(C/groups)×K×L, the result N×O×H′×W′.
    ///
    /// `y[n, o, i, j] = b[o] + Σ_{c, k, l} w[o, c, k, l] x[n, c, s i + d k − p, s j + d l − p]`.
    ///
    /// ```
    /// use autodiff_core::ops::{Conv, NoBias, conv2d};
    /// use ndarray::Array4;
    /// let (x, weight) = (Array4::<f32>::ones((1, 20, 64, 128)), Array4::ones((16, 20, 3, 5)));
    /// assert_eq!(conv2d(&x, &weight, NoBias, Conv::new()).shape(), [1, 16, 62, 124]);
    /// ```
    conv2d, 2, Array4, Ix4
);

convolution!(
    /// Convolution along three axes: `x` is N×C×D×H×W, `weight` O×(C/groups)×K×L×M, the result
    /// N×O×D′×H′×W′.
    ///
    /// ```
    /// use autodiff_core::ops::{Conv, NoBias, conv3d};
    /// use ndarray::Array5;
    /// let (x, weight) = (Array5::<f32>::ones((1, 2, 4, 5, 6)), Array5::ones((3, 2, 2, 3, 4)));
    /// assert_eq!(conv3d(&x, &weight, NoBias, Conv::new()).shape(), [1, 3, 3, 3, 3]);
    /// ```
    conv3d, 3, Array5, Ix5
);

macro_rules! transposed_convolution {
    ($(#[$attribute:meta])* $name:ident, $N:literal, $Array:ident, $Ix:ident) => {
        operation! {
            $(#[$attribute])*
            ///
            /// It is the convolution's pullback as a function of its own: the product with the
            /// transposed matrix. The output's length along an axis is
            /// `(n − 1) s − 2p + d(k − 1) + output_padding + 1`; see [`ConvTranspose`].
            ///
            /// # Panics
            ///
            /// If the numbers of channels disagree with each other or with the groups, if the bias has
            /// another length than there are output channels, or if the padding leaves nothing. The
            /// message has both shapes and names the axis.
            pub fn $name[T: Scalar, B: Bias<T>](
                x: &ArrayRef<T, $Ix>,
                weight: &ArrayRef<T, $Ix>,
                bias: B,
                options: ConvTranspose<$N>,
            ) -> $Array<T> {
                let problem = Problem::transposed(stringify!($name), x.shape(), weight.shape(), bias.channels(), &options);
                (input_cotangent::<_, _, $N>(&problem, weight, x, bias.elements()), ())
            }
            backward(() in (), y_bar) sharing {
                let problem = Problem::transposed(stringify!($name), x.shape(), weight.shape(), None, &options);
            } {
                0 x => convolve::<_, _, $N>(&problem, &y_bar, weight, None);
                1 weight => weight_cotangent(&problem, &y_bar, x, weight.shape());
                2 bias => B::cotangent(|| channel_sums(&y_bar));
            }
        }
    };
}

transposed_convolution!(
    /// Transposed convolution along one axis: `x` is N×C×L, `weight` C×(O/groups)×K, the result N×O×L′.
    ///
    /// ```
    /// use autodiff_core::ops::{ConvTranspose, NoBias, conv_transpose1d};
    /// use ndarray::array;
    /// let (x, weight) = (array![[[1.0, 10.0]]], array![[[1.0, 2.0]]]);
    /// let y = conv_transpose1d(&x, &weight, NoBias, ConvTranspose::new());
    /// assert_eq!(y, array![[[1.0, 12.0, 20.0]]]);
    /// ```
    conv_transpose1d, 1, Array3, Ix3
);

transposed_convolution!(
    /// Transposed convolution along two axes: `x` is N×C×H×W, `weight` C×(O/groups)×K×L, the result
    /// N×O×H′×W′.
    ///
    /// ```
    /// use autodiff_core::ops::{ConvTranspose, NoBias, conv_transpose2d};
    /// use ndarray::Array4;
    /// let (x, weight) = (Array4::<f64>::ones((1, 2, 3, 3)), Array4::ones((2, 5, 2, 2)));
    /// let y = conv_transpose2d(&x, &weight, NoBias, ConvTranspose::new().stride(2));
    /// assert_eq!(y.shape(), [1, 5, 6, 6]);
    /// ```
    conv_transpose2d, 2, Array4, Ix4
);
