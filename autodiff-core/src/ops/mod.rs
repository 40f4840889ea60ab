//! Operations of arrays that `ndarray` has no method for, each with a derivative.
//!
//! They are plain functions, called inside differentiable functions and outside of them.
//!
//! | operations | of what |
//! |---|---|
//! | [`softmax`](fn@softmax) | normalised exponentials |
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
mod algorithms;
mod arguments;
mod arranging;
mod choosing;
mod contracting;
mod contraction;
mod equation;
mod factorising;
mod indexing;
mod joining;
mod matrix_functions;
mod normalising;
mod operation;
mod ordering;
mod padding;
mod products;
mod solving;
mod triangles;

pub use arranging::{broadcast_to, flip, permute, repeat, reshape, roll, tile};
pub use choosing::{masked_fill, masked_select, where_cond};
pub use contracting::{einsum, einsum1, einsum2, einsum3, tensordot};
pub use factorising::{cholesky, eigvalsh, qr};
pub use indexing::{embedding, gather, gather_nd, scatter_add, take};
pub use joining::{Part, concatenate, meshgrid, stack};
pub use matrix_functions::{expm, matrix_power};
pub use normalising::softmax;
pub use ordering::{argsort, sort, top_k};
pub use padding::{pad, pad_edge, pad_reflect, unfold};
pub use products::{cross, kron, matmul, outer};
pub use solving::{RightHandSide, determinant, inverse, log_abs_det, solve, solve_triangular};
pub use triangles::{diag, from_diag, trace, tril, triu};
