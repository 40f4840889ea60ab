//! Tokens to [`DiffFn`]: the attribute, the signature, and what is not
//! accepted at all.

mod callable;
mod capitals;
pub(crate) mod checkpoint;
mod floats;
mod hygiene;
mod items;
mod options;
mod refuse;
mod signature;

pub(crate) use callable::{Callable, is_function};
pub(crate) use capitals::check as check_capitals;
pub(crate) use floats::accept_float_bounds;
pub(crate) use hygiene::tell_apart;
pub(crate) use items::refuse_items;
pub(crate) use options::Options;
pub(crate) use refuse::refuse_unsupported;
pub(crate) use signature::{generic_float, read_signature};

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
    /// Whether this is the name of a shared reference.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.passing, Passing::Ref | Passing::View)
            && !self.mutable
            && self.pattern.is_none()
    }

    /// Whether this is `&mut T` with a `T` of the user's, outside `wrt`: a constant
    /// if nothing with a derivative goes into it, such as a random generator.
    pub(crate) fn is_foreign_buffer(&self) -> bool {
        !self.wanted && self.passing == Passing::RefMut && *self.sketch.behind() == Ty::Unknown
    }

    /// Whether this is outside `wrt` and made of floating point numbers: a caller must not expect a
    /// derivative by them.
    pub(crate) fn is_constant_number(&self) -> bool {
        let by_reference = self.passing == Passing::RefMut;
        !self.wanted && !by_reference && holds_numbers(&self.sketch)
    }

    /// Whether this is a random generator, which has no derivative whatever it is
    /// given to: `&mut impl Rng`, `&mut R` with `R: Rng`, `&mut StdRng`. The macro
    /// sees names alone; if one misleads, the sweeps' types disagree, which rustc
    /// reports.
    pub(crate) fn is_generator(&self, generics: &syn::Generics) -> bool {
        let named = |tokens: proc_macro2::TokenStream| {
            let text = tokens.to_string();
            let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.any(|word| word.ends_with("Rng") || word.ends_with("RngCore"))
        };
        let ty = &self.ty;
        let bounded = |ident: &Ident| {
            let own = generics.type_params().filter(|t| t.ident == *ident);
            let mut bounds: Vec<_> = own.map(|t| &t.bounds).collect();
            let clause = generics.where_clause.iter().flat_map(|w| &w.predicates);
            bounds.extend(clause.filter_map(|predicate| match predicate {
                syn::WherePredicate::Type(t) => match &t.bounded_ty {
                    syn::Type::Path(p) if p.path.is_ident(ident) => Some(&t.bounds),
                    _ => None,
                },
                _ => None,
            }));
            bounds.iter().any(|bounds| named(quote::quote!(#bounds)))
        };
        let parameter = match ty {
            syn::Type::Reference(r) => match &*r.elem {
                syn::Type::Path(p) => p.path.get_ident(),
                _ => None,
            },
            _ => None,
        };
        self.is_foreign_buffer() && (named(quote::quote!(#ty)) || parameter.is_some_and(bounded))
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

/// Whether values of this type certainly are made of floating point numbers.
fn holds_numbers(ty: &Ty) -> bool {
    match ty {
        Ty::Float | Ty::Array(_) | Ty::View(_) => true,
        Ty::Ref(inner)
        | Ty::RefMut(inner)
        | Ty::Slice(inner)
        | Ty::Vec(inner)
        | Ty::Fixed(inner)
        | Ty::Option(inner) => holds_numbers(inner),
        Ty::Tuple(items) => items.iter().any(holds_numbers),
        _ => false,
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
    /// The function mentions both `f32` and `f64`: which of them a number is, only rustc knows.
    pub(crate) mixed: bool,
    pub(crate) root: syn::Path,
    pub(crate) form: crate::expand::Form,
}
