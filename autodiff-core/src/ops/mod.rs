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
mod standardising;

pub use activations::{
    elu, gelu, gelu_tanh, hard_sigmoid, hard_tanh, leaky_relu, relu, relu6, selu, sigmoid, silu,
    softplus, softsign, tanhshrink,
};
pub use cumulative::{cummax, cummin, cumprod, cumsum, diff, logcumsumexp};
pub use distributions::{digamma, erf, erfc, erfinv, ln_gamma, normal_cdf, sinc};
pub use extremes::{argmax, argmax_axis, argmin, argmin_axis, max, max_axis, min, min_axis};
pub use losses::{Reduction, bce_with_logits, cross_entropy, hinge, huber, kl_div, l1, mse, nll};
pub use moments::{norm, product_axis, std_axis, std_dev, var, var_axis};
pub use normalising::{log_softmax, logsumexp, logsumexp_axis, softmax};
pub use pairwise::{Pair, logaddexp, maximum, minimum, xlogy};
pub use pointwise::Operand;
pub use standardising::{batch_norm, layer_norm};
