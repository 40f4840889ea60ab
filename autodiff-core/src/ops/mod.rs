//! Operations of arrays that `ndarray` has no method for, each with a derivative.
//!
//! They are plain functions, called inside differentiable functions and outside of them.
//!
//! | operations | of what |
//! |---|---|
//! | [`softmax`](fn@softmax) | normalised exponentials |
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
mod distributions;
mod equation;
mod factorising;
mod indexing;
mod joining;
mod matrix_functions;
mod normalising;
mod operation;
mod ordering;
mod padding;
mod pairwise;
mod pointwise;
mod products;
mod solving;
mod triangles;

pub use activations::{
    elu, gelu, gelu_tanh, hard_sigmoid, hard_tanh, leaky_relu, relu, relu6, selu, sigmoid, silu,
    softplus, softsign, tanhshrink,
};
pub use arranging::{broadcast_to, flip, permute, repeat, reshape, roll, tile};
pub use choosing::{masked_fill, masked_select, where_cond};
pub use contracting::{einsum, einsum1, einsum2, einsum3, tensordot};
pub use distributions::{digamma, erf, erfc, erfinv, ln_gamma, normal_cdf, sinc};
pub use factorising::{cholesky, eigvalsh, qr};
pub use indexing::{embedding, gather, gather_nd, scatter_add, take};
pub use joining::{Part, concatenate_all, meshgrid, stack_all};
pub use matrix_functions::{expm, matrix_power};
pub use normalising::softmax;
pub use ordering::{argsort, sort, top_k};
pub use padding::{pad, pad_edge, pad_reflect, unfold};
pub use pairwise::{Pair, logaddexp, maximum, minimum, xlogy};
pub use pointwise::Operand;
pub use products::{cross, kron, matmul, outer};
pub use solving::{RightHandSide, determinant, inverse, log_abs_det, solve, solve_triangular};
pub use triangles::{diag, from_diag, trace, tril, triu};
