//! Operations of arrays that `ndarray` has no method for, each with a derivative.
//!
//! They are plain functions, called inside differentiable functions and outside of them.
//!
//! | operations | of what |
//! |---|---|
//! | [`softmax`](fn@softmax) | normalised exponentials |
//! | [`conv1d`](fn@conv1d), [`conv2d`](fn@conv2d), [`conv3d`](fn@conv3d), [`conv_transpose1d`](fn@conv_transpose1d), [`conv_transpose2d`](fn@conv_transpose2d), [`conv1d_matrix`] | convolution |
//! | [`max_pool1d`](fn@max_pool1d), [`max_pool2d`](fn@max_pool2d), [`avg_pool1d`](fn@avg_pool1d), [`avg_pool2d`](fn@avg_pool2d), [`upsample_nearest`](fn@upsample_nearest) | pooling and upsampling |
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
mod convolution;
mod cumulative;
mod distributions;
mod extremes;
mod lanes;
mod losses;
mod moments;
mod normalising;
mod operation;
mod pairwise;
mod pointwise;
mod pooling;
mod standardising;

pub use activations::{
    elu, gelu, gelu_tanh, hard_sigmoid, hard_tanh, leaky_relu, relu, relu6, selu, sigmoid, silu,
    softplus, softsign, tanhshrink,
};
pub use convolution::{
    Bias, Conv, ConvTranspose, NoBias, PaddingMode, PerAxis, Pool, conv_transpose1d,
    conv_transpose2d, conv1d, conv1d_matrix, conv2d, conv3d,
};
pub use cumulative::{cummax, cummin, cumprod, cumsum, diff, logcumsumexp};
pub use distributions::{digamma, erf, erfc, erfinv, ln_gamma, normal_cdf, sinc};
pub use extremes::{argmax, argmax_axis, argmin, argmin_axis, max, max_axis, min, min_axis};
pub use losses::{Reduction, bce_with_logits, cross_entropy, hinge, huber, kl_div, l1, mse, nll};
pub use moments::{norm, product_axis, std_axis, std_dev, var, var_axis};
pub use normalising::{log_softmax, logsumexp, logsumexp_axis, softmax};
pub use pairwise::{Pair, logaddexp, maximum, minimum, xlogy};
pub use pointwise::Operand;
pub use pooling::{avg_pool1d, avg_pool2d, max_pool1d, max_pool2d, upsample_nearest};
pub use standardising::{batch_norm, layer_norm};
