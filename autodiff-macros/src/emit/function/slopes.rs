//! Value and slopes at once, of a straight line over numbers: what loops that call it ask for.

use super::Item;
use crate::emit::Emitter;
use crate::ty::Ty;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    /// The constants and the function that `autodiff_core`'s `Sloped` declares.
    pub(super) fn slopes(&self) -> TokenStream {
        if !self.has_slopes() {
            return TokenStream::new();
        }
        let Some(minds) = crate::analyse::slopes(self.body, self.params) else {
            return TokenStream::new();
        };
        let (vis, count) = (self.visibility(), self.function.params.len());
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
                #vis fn __with_slopes(args: [f64; #count]) -> (f64, [f64; #count])
            },
            body: quote! {
                let [#(#names),*] = args;
                let (value, gradient) = Self::value_and_grad(#(#names),*);
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

    /// Whether this is a straight line from numbers to a number, with derivatives by all of them and without
    /// calls of other functions. (A slope of `f32` overflows where cotangents are still of use.)
    fn has_slopes(&self) -> bool {
        let function = self.function;
        let passings: Vec<_> = function.params.iter().map(|p| p.passing).collect();
        let mut params = function.params.iter();
        function.item.sig.generics.params.is_empty()
            && Ty::is_named(&function.output, "f64")
            && params.all(|p| p.wanted && p.callable.is_none() && Ty::is_named(&p.ty, "f64"))
            && crate::emit::joint::is_straight(self.body, &passings)
    }
}
