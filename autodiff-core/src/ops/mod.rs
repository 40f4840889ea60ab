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
mod convolution;
mod normalising;
mod operation;
mod pooling;

pub use convolution::{
    Bias, Conv, ConvTranspose, NoBias, PaddingMode, PerAxis, Pool, conv_transpose1d,
    conv_transpose2d, conv1d, conv1d_matrix, conv2d, conv3d,
};
pub use normalising::softmax;
pub use pooling::{avg_pool1d, avg_pool2d, max_pool1d, max_pool2d, upsample_nearest};
