//! Operations of arrays that `ndarray` has no method for, each with a derivative.
//!
//! They are plain functions, called inside differentiable functions and outside of them.
//!
//! | operations | of what |
//! |---|---|
//! | [`sigmoid`](fn@sigmoid), [`softplus`](fn@softplus), [`relu`](fn@relu), [`relu6`](fn@relu6), [`leaky_relu`](fn@leaky_relu), [`elu`](fn@elu), [`selu`](fn@selu), [`gelu`](fn@gelu), [`gelu_tanh`](fn@gelu_tanh), [`silu`](fn@silu), [`softsign`](fn@softsign), [`hard_sigmoid`](fn@hard_sigmoid), [`hard_tanh`](fn@hard_tanh), [`tanhshrink`](fn@tanhshrink) | activations, of numbers and of arrays |
//! | [`erf`](fn@erf), [`erfc`](fn@erfc), [`erfinv`](fn@erfinv), [`normal_cdf`](fn@normal_cdf), [`ln_gamma`](fn@ln_gamma), [`digamma`](fn@digamma), [`sinc`](fn@sinc) | special functions, of numbers and of arrays |
//! | [`maximum`](fn@maximum), [`minimum`](fn@minimum), [`logaddexp`](fn@logaddexp), [`xlogy`](fn@xlogy) | functions of two numbers, or of two arrays broadcast together |
//! | [`softmax`](fn@softmax), [`log_softmax`](fn@log_softmax), [`logsumexp`](fn@logsumexp), [`logsumexp_axis`](fn@logsumexp_axis) | normalised exponentials |
//! | [`cumsum`](fn@cumsum), [`cumprod`](fn@cumprod), [`cummax`](fn@cummax), [`cummin`](fn@cummin), [`logcumsumexp`](fn@logcumsumexp), [`diff`](fn@diff) | running along an axis |
//! | [`max`](fn@max), [`min`](fn@min), [`max_axis`](fn@max_axis), [`min_axis`](fn@min_axis), [`argmax`](fn@argmax), [`argmin`](fn@argmin), [`argmax_axis`](fn@argmax_axis), [`argmin_axis`](fn@argmin_axis) | extremes, and where they are |
//! | [`var`](fn@var), [`std_dev`](fn@std_dev), [`var_axis`](fn@var_axis), [`std_axis`](fn@std_axis), [`product_axis`](fn@product_axis), [`norm`](fn@norm) | moments, products, norms |
//! | [`cross_entropy`](fn@cross_entropy), [`nll`](fn@nll), [`mse`](fn@mse), [`l1`](fn@l1), [`huber`](fn@huber), [`hinge`](fn@hinge), [`bce_with_logits`](fn@bce_with_logits), [`kl_div`](fn@kl_div) | losses, with a [`Reduction`] |
//! | [`layer_norm`](fn@layer_norm), [`batch_norm`](fn@batch_norm) | layers with mean 0 and variance 1 |
//! | [`reshape`](fn@reshape), [`permute`](fn@permute), [`broadcast_to`](fn@broadcast_to), [`tile`](fn@tile), [`repeat`](fn@repeat), [`flip`](fn@flip), [`roll`](fn@roll) | the same elements, arranged in another way |
//! | [`concatenate_all`](fn@concatenate_all), [`stack_all`](fn@stack_all), [`meshgrid`](fn@meshgrid) | several arrays in one |
//! | [`pad`](fn@pad), [`pad_reflect`](fn@pad_reflect), [`pad_edge`](fn@pad_edge), [`unfold`](fn@unfold) | borders, and windows |
//! | [`take`](fn@take), [`embedding`](fn@embedding), [`gather`](fn@gather), [`gather_nd`](fn@gather_nd), [`scatter_add`](fn@scatter_add) | elements by their places |
//! | [`where_cond`](fn@where_cond), [`masked_select`](fn@masked_select), [`masked_fill`](fn@masked_fill) | elements by conditions |
//! | [`sort`](fn@sort), [`argsort`](fn@argsort), [`top_k`](fn@top_k) | elements by their size |
//! | [`diag`](fn@diag), [`from_diag`](fn@from_diag), [`trace`](fn@trace), [`tril`](fn@tril), [`triu`](fn@triu) | diagonals and triangles |
//! | [`outer`](fn@outer), [`kron`](fn@kron), [`cross`](fn@cross), [`matmul`](fn@matmul) | products; batches of matrices |
//! | [`einsum1`](fn@einsum1), [`einsum2`](fn@einsum2), [`einsum3`](fn@einsum3), [`einsum`](fn@einsum), [`tensordot`](fn@tensordot) | sums of products over named axes |
//! | [`solve`](fn@solve), [`solve_triangular`](fn@solve_triangular), [`inverse`](fn@inverse), [`determinant`](fn@determinant), [`log_abs_det`](fn@log_abs_det) | linear systems |
//! | [`cholesky`](fn@cholesky), [`qr`](fn@qr), [`eigvalsh`](fn@eigvalsh) | factors and eigenvalues |
//! | [`matrix_power`](fn@matrix_power), [`expm`](fn@expm) | functions of matrices |
//! | [`conv1d`](fn@conv1d), [`conv2d`](fn@conv2d), [`conv3d`](fn@conv3d), [`conv_transpose1d`](fn@conv_transpose1d), [`conv_transpose2d`](fn@conv_transpose2d), [`conv1d_matrix`] | convolution |
//! | [`max_pool1d`](fn@max_pool1d), [`max_pool2d`](fn@max_pool2d), [`avg_pool1d`](fn@avg_pool1d), [`avg_pool2d`](fn@avg_pool2d), [`upsample_nearest`](fn@upsample_nearest) | pooling and upsampling |
//!
//! What derivatives are at kinks and ties is in the tables at [`Elementary`](crate::Elementary).
//!
//! ```
//! use autodiff_core::{differentiable, ops::softmax};
//! use ndarray::{Array2, Axis, array};
//!
//! #[differentiable]
//! fn first(x: &Array2<f64>) -> f64 {
//!     let p = softmax(x, Axis(1));
//!     p[[0, 0]]
//! }
//!
//! let x_bar = first::grad(&array![[0.0, 0.0]]);
//! assert_eq!(x_bar, array![[0.25, -0.25]]);
//! ```

// The modules are private: an operation's name must not be a module's.
mod activations;
mod algorithms;
mod arguments;
mod arranging;
mod choosing;
mod contracting;
mod contraction;
mod convolution;
mod cumulative;
mod distributions;
mod equation;
mod extremes;
mod factorising;
mod indexing;
mod joining;
mod lanes;
mod losses;
mod matrix_functions;
mod moments;
mod normalising;
mod operation;
mod ordering;
mod padding;
mod pairwise;
mod pointwise;
mod pooling;
mod products;
mod solving;
mod standardising;
mod triangles;

pub use activations::{
    elu, gelu, gelu_tanh, hard_sigmoid, hard_tanh, leaky_relu, relu, relu6, selu, sigmoid, silu,
    softplus, softsign, tanhshrink,
};
pub(crate) use algorithms::symmetric_eigen;
pub use arranging::{broadcast_to, flip, permute, repeat, reshape, roll, tile};
pub use choosing::{masked_fill, masked_select, where_cond};
pub use contracting::{einsum, einsum1, einsum2, einsum3, tensordot};
pub use convolution::{
    Bias, Conv, ConvTranspose, NoBias, PaddingMode, PerAxis, Pool, conv_transpose1d,
    conv_transpose2d, conv1d, conv1d_matrix, conv2d, conv3d,
};
pub use cumulative::{cummax, cummin, cumprod, cumsum, diff, logcumsumexp};
pub(crate) use distributions::bell;
pub use distributions::{digamma, erf, erfc, erfinv, ln_gamma, normal_cdf, sinc};
pub use extremes::{argmax, argmax_axis, argmin, argmin_axis, max, max_axis, min, min_axis};
pub use factorising::{cholesky, eigvalsh, qr};
pub use indexing::{embedding, gather, gather_nd, scatter_add, take};
pub use joining::{Part, concatenate_all, meshgrid, stack_all};
pub use losses::{Reduction, bce_with_logits, cross_entropy, hinge, huber, kl_div, l1, mse, nll};
pub use matrix_functions::{expm, matrix_power};
pub use moments::{norm, product_axis, std_axis, std_dev, var, var_axis};
pub use normalising::{log_softmax, logsumexp, logsumexp_axis, softmax};
pub use ordering::{argsort, sort, top_k};
pub use padding::{pad, pad_edge, pad_reflect, unfold};
pub use pairwise::{Pair, logaddexp, maximum, minimum, xlogy};
pub use pointwise::Operand;
pub use pooling::{avg_pool1d, avg_pool2d, max_pool1d, max_pool2d, upsample_nearest};
pub use products::{cross, kron, matmul, outer};
pub use solving::{RightHandSide, determinant, inverse, log_abs_det, solve, solve_triangular};
pub use standardising::{batch_norm, layer_norm};
pub use triangles::{diag, from_diag, trace, tril, triu};
