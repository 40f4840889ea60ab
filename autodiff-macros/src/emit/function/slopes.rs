//! Value and slopes at once, of a straight line over numbers: what loops that call it ask for.

use super::Item;
use crate::analyse::minds_zeros;
use crate::emit::Emitter;
use crate::ir::{Op, StmtKind};
use crate::ty::Ty;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident};

impl Emitter<'_> {
    /// The constants and the function that `autodiff_core`'s `Sloped` declares.
    pub(super) fn slopes(&self) -> TokenStream {
        if !self.has_slopes() {
            return TokenStream::new();
        }
        let Some(minds) = minds_zeros(self.body) else {
            return TokenStream::new();
        };
        let (vis, scalar) = (self.visibility(), &self.function.output);
        let (generic_params, turbofish) = (self.generic_params(), self.turbofish());
        let (where_clause, count) = (self.where_clause(), self.function.params.len());
        let names: Vec<Ident> = (0..count)
            .map(|i| format_ident!("arg{}", i, span = Span::mixed_site()))
            .collect();
        let slopes: Vec<TokenStream> = (0..count)
            .map(|i| match (syn::Index::from(i), count) {
                (_, 1) => quote!(gradient),
                (i, _) => quote!(gradient.#i),
            })
            .collect();
        let together = Item {
            signature: quote! {
                #[inline(always)]
                #vis fn __with_slopes<#generic_params>(args: [#scalar; #count])
                    -> (#scalar, [#scalar; #count]) #where_clause
            },
            body: quote! {
                let [#(#names),*] = args;
                let (value, gradient) = Self::value_and_grad #turbofish (#(#names),*);
                (value, [#(#slopes),*])
            },
        };
        let together = together.whole(&quote!(#[doc(hidden)]));
        quote! {
            #[doc(hidden)]
            pub const __HAS_SLOPES: bool = true;
            #[doc(hidden)]
            pub const __MINDS: bool = #minds;
            #together
        }
    }

    /// Whether this is a straight line from numbers to a number of one type, with derivatives by all of
    /// them and without calls of other functions.
    fn has_slopes(&self) -> bool {
        let function = self.function;
        let passings: Vec<_> = function.params.iter().map(|p| p.passing).collect();
        let same = |ty: &syn::Type| {
            Ty::of(ty) == Ty::Float
                && ty.to_token_stream().to_string() == function.output.to_token_stream().to_string()
        };
        let mut params = function.params.iter();
        let mut calls = false;
        crate::analyse::each(&self.body.block, &mut |stmt| {
            calls |= matches!(
                &stmt.kind,
                StmtKind::Def {
                    op: Op::Call { .. },
                    ..
                }
            );
        });
        !calls
            && same(&function.output)
            && params.all(|p| p.wanted && p.callable.is_none() && same(&p.ty))
            && crate::emit::joint::is_straight(self.body, &passings)
    }
}
