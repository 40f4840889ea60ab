//! `T: num_traits::Float` as a number for derivatives: the sweeps take it as one
//! of this library, which has the same functions. They can't have both bounds, as
//! the names would be ambiguous.

use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{ExprPath, ItemFn, Token, Type, TypeParamBound, WherePredicate};

/// Exchanges the bounds of a function, and what the new one leaves ambiguous in
/// its body.
pub(crate) fn accept_float_bounds(function: &mut ItemFn, root: &syn::Path) {
    let mut floats = Vec::new();
    let generics = &mut function.sig.generics;
    for param in generics.type_params_mut() {
        if exchange(&mut param.bounds, root) {
            floats.push(param.ident.clone());
        }
    }
    for predicate in generics
        .where_clause
        .iter_mut()
        .flat_map(|w| &mut w.predicates)
    {
        if let WherePredicate::Type(predicate) = predicate
            && let Type::Path(bounded) = &predicate.bounded_ty
            && let Some(name) = bounded.path.get_ident()
            && exchange(&mut predicate.bounds, root)
        {
            floats.push(name.clone());
        }
    }
    if !floats.is_empty() {
        Zeros { floats, root }.visit_block_mut(&mut function.block);
    }
}

/// `Float` becomes the bound that the sweeps need, unless that is there too.
fn exchange(bounds: &mut Punctuated<TypeParamBound, Token![+]>, root: &syn::Path) -> bool {
    let names = |bound: &TypeParamBound, name: &str| match bound {
        TypeParamBound::Trait(t) => crate::paths::ends_in(&t.path, name),
        _ => false,
    };
    if bounds.iter().any(|bound| names(bound, "Scalar")) {
        return false;
    }
    let mut found = false;
    for bound in bounds {
        if names(bound, "Float")
            && let TypeParamBound::Trait(t) = bound
        {
            t.path = syn::parse_quote!(#root::__private::Float);
            found = true;
        }
    }
    found
}

/// `T::zero()` says which zero: a number's, not a cotangent's.
struct Zeros<'r> {
    floats: Vec<Ident>,
    root: &'r syn::Path,
}

impl VisitMut for Zeros<'_> {
    fn visit_expr_path_mut(&mut self, path: &mut ExprPath) {
        let mut segments = path.path.segments.iter();
        if path.qself.is_none()
            && let (Some(ty), Some(function), None) =
                (segments.next(), segments.next(), segments.next())
            && self.floats.contains(&ty.ident)
            && function.ident == "zero"
        {
            let (root, ty) = (self.root, &ty.ident);
            *path = syn::parse_quote!(<#ty as #root::__private::Zero>::zero);
        }
        visit_mut::visit_expr_path_mut(self, path);
    }
}
