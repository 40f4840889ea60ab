//! What the companions of a function are called, and where they are found.

use crate::emit::{Emitter, own};
use crate::expand::{Form, Home};
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    /// `__sweep` of a free function, `m__sweep` of a method `m`.
    pub(super) fn hidden(&self, kind: &str) -> Ident {
        match self.function.form {
            Form::Free => Ident::new(&format!("__{kind}"), Span::call_site()),
            Form::Associated { .. } => {
                format_ident!("{}__{}", self.function.item.sig.ident, kind)
            }
        }
    }

    /// `grad` of a free function, `m_grad` of a method `m`.
    pub(super) fn shown(&self, kind: &str) -> Ident {
        match self.function.form {
            Form::Free => Ident::new(kind, Span::call_site()),
            Form::Associated { .. } => {
                format_ident!("{}_{}", self.function.item.sig.ident, kind)
            }
        }
    }

    /// Takes the thread's small tape as `tape`.
    pub(super) fn own_tape(&self) -> TokenStream {
        let (ad, tape) = (&self.ad, own("tape"));
        quote!(let mut own = #ad::OwnTape::new(); let #tape = own.get_mut();)
    }

    /// The path of the sweep.
    pub(super) fn sweep_path(&self) -> TokenStream {
        let name = self.hidden("sweep");
        match self.home() {
            Some(Home::TraitImpl) => {
                let sweeps = Ident::new("__Sweeps", Span::mixed_site());
                quote!(<Self as #sweeps>::#name)
            }
            _ => quote!(Self::#name),
        }
    }

    /// Where a method or associated function lives.
    pub(in crate::emit) fn home(&self) -> Option<&Home> {
        match &self.function.form {
            Form::Free => None,
            Form::Associated { home, .. } => Some(home),
        }
    }

    /// Whether the first parameter is the receiver of a method.
    pub(super) fn has_receiver(&self) -> bool {
        matches!(self.function.form, Form::Associated { receiver: true, .. })
    }

    /// How far the companions are seen.
    pub(super) fn visibility(&self) -> TokenStream {
        match self.home() {
            None => quote!(pub),
            Some(Home::Inherent) => {
                let vis = &self.function.item.vis;
                quote!(#vis)
            }
            Some(_) => TokenStream::new(),
        }
    }

    /// The function's generic parameters, without those that stand for functions.
    pub(super) fn generic_params(&self) -> TokenStream {
        let generics = &self.function.item.sig.generics;
        let kept = generics.params.iter().filter(|param| match param {
            syn::GenericParam::Type(t) => !crate::parse::is_function(&t.ident, generics),
            _ => true,
        });
        quote!(#(#kept),*)
    }

    /// The function's `where` clause, and what the companions of a method need
    /// besides.
    pub(super) fn where_clause(&self) -> TokenStream {
        let written = self.function.item.sig.generics.where_clause.as_ref();
        let predicates = written.map(|w| &w.predicates);
        let generics = &self.function.item.sig.generics;
        let written = predicates
            .into_iter()
            .flatten()
            .filter(|predicate| match predicate {
                syn::WherePredicate::Type(t) => match &t.bounded_ty {
                    syn::Type::Path(p) => !p
                        .path
                        .get_ident()
                        .is_some_and(|ident| crate::parse::is_function(ident, generics)),
                    _ => true,
                },
                _ => true,
            });
        let ad = &self.ad;
        // In an `impl` the bound would hide the cotangent that the type has.
        let in_trait = self.home() == Some(&Home::Trait);
        let receiver = (self.has_receiver() && in_trait).then(|| quote!(Self: #ad::Differentiable));
        let all: Vec<TokenStream> = written.map(|p| quote!(#p)).chain(receiver).collect();
        if all.is_empty() {
            TokenStream::new()
        } else {
            quote!(where #(#all),*)
        }
    }
}
