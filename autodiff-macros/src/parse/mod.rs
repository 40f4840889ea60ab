//! Tokens to [`DiffFn`]: the attribute, the signature, and what is not
//! accepted at all.

mod callable;
mod floats;
mod options;
mod refuse;
mod signature;

pub(crate) use callable::{Callable, is_function};
pub(crate) use floats::accept_float_bounds;
pub(crate) use options::Options;
pub(crate) use refuse::refuse_unsupported;
pub(crate) use signature::read_signature;

use crate::ty::Ty;
use proc_macro2::Ident;

/// How an argument reaches the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    /// A scalar (or another small copyable value) that the caller gives again
    /// in the reverse sweep.
    Scalar,
    /// A value moved into the function.
    Owned,
    /// `&T`
    Ref,
    /// `&mut T`
    RefMut,
    /// An `ArrayView`.
    View,
    /// A function that takes values with derivatives.
    Function,
}

/// A parameter.
#[derive(Debug)]
pub(crate) struct Param {
    /// The name the body uses; made up if the parameter is a pattern.
    pub(crate) name: Ident,
    /// The pattern, if it is more than a name.
    pub(crate) pattern: Option<syn::Pat>,
    pub(crate) mutable: bool,
    pub(crate) ty: syn::Type,
    pub(crate) sketch: Ty,
    pub(crate) passing: Passing,
    /// Part of the gradient.
    pub(crate) wanted: bool,
    /// A constant of a type that need not be differentiable.
    pub(crate) constant: bool,
    /// The signature of a function.
    pub(crate) callable: Option<Callable>,
}

impl Param {
    /// Whether this is `&mut T` with a `T` of the user's, outside `wrt`: a constant
    /// if nothing with a derivative goes into it, such as a random generator.
    pub(crate) fn is_foreign_buffer(&self) -> bool {
        !self.wanted && self.passing == Passing::RefMut && *self.sketch.behind() == Ty::Unknown
    }

    /// Whether the forward sweep alone is given the parameter.
    pub(crate) fn is_given_once(&self) -> bool {
        self.passing == Passing::Owned || self.passing == Passing::RefMut && self.constant
    }

    /// Takes the parameter for a constant.
    pub(crate) fn hold_constant(&mut self) {
        self.constant = true;
        self.sketch = Ty::RefMut(Box::new(Ty::Plain));
    }
}

/// An annotated function, accepted by its signature.
#[derive(Debug)]
pub(crate) struct DiffFn {
    pub(crate) item: syn::ItemFn,
    pub(crate) params: Vec<Param>,
    pub(crate) output: syn::Type,
    pub(crate) output_sketch: Ty,
    /// `f32` if the signature says so, else `f64`.
    pub(crate) scalar: Ident,
    pub(crate) root: syn::Path,
    pub(crate) form: crate::expand::Form,
}
