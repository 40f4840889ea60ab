//! Type parameters: which of them the mirror types have, and what must hold of them.
//!
//! A bound is asked for the parts of field types that mention a parameter, such as `T` of `Vec<T>` or
//! `Array1<T>`, rather than for every parameter: in `Array<f64, D>` it isn't `D` that has a cotangent.
//! Types that hold the type itself are looked into: a bound on them would never be resolved.

use super::model::Model;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{GenericArgument, GenericParam, Generics, Lifetime, PathArguments, Type, parse_quote};

impl Model {
    /// The generics of the mirror types: the parameters that active fields mention, without
    /// lifetimes, for a cotangent borrows nothing.
    pub(crate) fn mirror_generics(&self) -> Generics {
        let mut generics = self.generics.clone();
        let kept = |name: &Ident| {
            let mentioned = |ty: &Type| mentions(ty, &|ident| ident == name);
            self.active_fields().any(|field| mentioned(&field.ty))
        };
        let dropped: Vec<Ident> = self
            .generics
            .params
            .iter()
            .filter_map(|param| match param {
                GenericParam::Type(param) => Some(&param.ident),
                GenericParam::Const(param) => Some(&param.ident),
                GenericParam::Lifetime(_) => None,
            })
            .filter(|name| !kept(name))
            .cloned()
            .collect();
        let lost = |tokens: &dyn ToTokens| mentions(tokens, &|ident| dropped.contains(ident));
        generics.params = generics
            .params
            .into_iter()
            .filter(|param| match param {
                GenericParam::Type(param) => !dropped.contains(&param.ident),
                GenericParam::Const(param) => !dropped.contains(&param.ident),
                GenericParam::Lifetime(_) => false,
            })
            .map(|mut param| {
                if let GenericParam::Type(param) = &mut param {
                    param.bounds = std::mem::take(&mut param.bounds)
                        .into_iter()
                        .filter(|bound| !lost(bound))
                        .collect();
                    if param
                        .default
                        .as_ref()
                        .is_some_and(|(_, default)| lost(default))
                    {
                        param.default = None;
                    }
                }
                param
            })
            .collect();
        if let Some(clause) = &mut generics.where_clause {
            clause.predicates = std::mem::take(&mut clause.predicates)
                .into_iter()
                .filter(|predicate| {
                    !matches!(predicate, syn::WherePredicate::Lifetime(_)) && !lost(predicate)
                })
                .collect();
        }
        self.without_lifetimes().visit_generics_mut(&mut generics);
        self.must_be_static(&mut generics);
        let root = &self.root;
        self.must_hold(&mut generics, |atom| {
            let atom = self.statically(atom);
            quote!(#atom: #root::Differentiable)
        });
        generics
    }

    /// The user's generics, with what makes the mirror types well-formed.
    pub(crate) fn differentiable_generics(&self) -> Generics {
        let root = &self.root;
        let mut generics = self.generics.clone();
        self.must_be_static(&mut generics);
        self.must_hold(&mut generics, |atom| quote!(#atom: #root::Differentiable));
        generics
    }

    /// Adds a predicate for each part of a field's type that mentions a parameter.
    pub(crate) fn must_hold(
        &self,
        generics: &mut Generics,
        predicate: impl Fn(&Type) -> TokenStream,
    ) {
        let params: Vec<Ident> = self
            .generics
            .type_params()
            .map(|p| p.ident.clone())
            .collect();
        let mut atoms = Vec::new();
        for field in self.active_fields() {
            self.atoms(&field.ty, &params, &mut atoms);
        }
        let clause = generics.make_where_clause();
        for atom in &atoms {
            let predicate = predicate(atom);
            clause.predicates.push(parse_quote!(#predicate));
        }
    }

    /// Adds `T: 'static` for all type parameters there are.
    pub(crate) fn must_be_static(&self, generics: &mut Generics) {
        let params: Vec<Ident> = generics.type_params().map(|p| p.ident.clone()).collect();
        if !params.is_empty() {
            let clause = generics.make_where_clause();
            for param in params {
                clause.predicates.push(parse_quote!(#param: 'static));
            }
        }
    }

    fn atoms(&self, ty: &Type, params: &[Ident], found: &mut Vec<Type>) {
        if !mentions(ty, &|ident| params.contains(ident)) {
            return;
        }
        let mut inside = |ty: &Type| self.atoms(ty, params, found);
        match ty {
            Type::Paren(t) => inside(&t.elem),
            Type::Group(t) => inside(&t.elem),
            Type::Reference(t) => inside(&t.elem),
            Type::Array(t) => inside(&t.elem),
            Type::Slice(t) => inside(&t.elem),
            Type::Tuple(t) => t.elems.iter().for_each(inside),
            Type::Path(path) if self.is_looked_into(path) => {
                for segment in &path.path.segments {
                    if let PathArguments::AngleBracketed(arguments) = &segment.arguments {
                        for argument in &arguments.args {
                            if let GenericArgument::Type(ty) = argument {
                                inside(ty);
                            }
                        }
                    }
                }
            }
            Type::Path(path) if path.path.is_ident(&self.name) => {}
            other => {
                if !found.contains(other) {
                    found.push(other.clone());
                }
            }
        }
    }

    /// Whether a type has the bounds that its arguments have.
    fn is_looked_into(&self, path: &syn::TypePath) -> bool {
        let Some(last) = path.path.segments.last() else {
            return false;
        };
        let standard = ["Vec", "Option", "Box"]
            .iter()
            .any(|name| last.ident == name);
        let holds_itself = last.ident != self.name && mentions(path, &|ident| *ident == self.name);
        path.qself.is_none() && (standard || holds_itself || last.ident == self.name)
    }

    /// The type with all lifetimes of the item replaced.
    pub(crate) fn statically(&self, ty: &Type) -> Type {
        let mut ty = ty.clone();
        self.without_lifetimes().visit_type_mut(&mut ty);
        ty
    }

    fn without_lifetimes(&self) -> WithoutLifetimes {
        WithoutLifetimes(
            self.generics
                .lifetimes()
                .map(|p| p.lifetime.clone())
                .collect(),
        )
    }
}

/// Replaces the given lifetimes by `'static`.
struct WithoutLifetimes(Vec<Lifetime>);

impl VisitMut for WithoutLifetimes {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if self.0.contains(lifetime) {
            *lifetime = Lifetime::new("'static", lifetime.span());
        }
        visit_mut::visit_lifetime_mut(self, lifetime);
    }
}

/// Whether a name occurs in the tokens.
fn mentions(tokens: &(impl ToTokens + ?Sized), is: &dyn Fn(&Ident) -> bool) -> bool {
    fn any(tokens: TokenStream, is: &dyn Fn(&Ident) -> bool) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => is(&ident),
            TokenTree::Group(group) => any(group.stream(), is),
            _ => false,
        })
    }
    any(tokens.to_token_stream(), is)
}
