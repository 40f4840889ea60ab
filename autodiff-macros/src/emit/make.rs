//! Structs and variants made of their parts, and their adjoints.

use super::place::accessor;
use super::{Emitter, own};
use crate::ir::Make;
use proc_macro2::TokenStream;

impl Emitter<'_> {
    pub(super) fn forward_make(&self, made: &Make) -> TokenStream {
        let path = &made.path;
        let values = made.parts.iter().map(|(_, part)| self.forward_value(part));
        if made.positional {
            return quote!(#path(#(#values),*));
        }
        let members = made.parts.iter().map(|(member, _)| member);
        let base = made.base.as_ref().map(|base| {
            let base = self.forward_value(base);
            quote!(..#base)
        });
        quote!(#path { #(#members: #values,)* #base })
    }

    /// Each part takes its own cotangent out; what is left is the base's.
    pub(super) fn reverse_make(&self, made: &Make, y_bar: &TokenStream) -> TokenStream {
        let (ad, whole) = (&self.ad, own("whole"));
        let name = made.path.segments.last().map(|s| &s.ident);
        let mut tokens = TokenStream::new();
        for (member, part) in &made.parts {
            let place = match name {
                Some(name) if name != "Self" => {
                    let part = accessor(name, member, "_bar");
                    quote!(*#whole.#part())
                }
                _ => quote!(#whole.#member),
            };
            // Also what nobody wants is taken out of what the base gets.
            let taken = quote!(#ad::Cotangent::take(&mut #place));
            let contribution = self.contribute(part, taken.clone());
            match (contribution.is_empty(), &made.base) {
                (false, _) => tokens.extend(contribution),
                (true, Some(_)) => tokens.extend(quote!(let _ = #taken;)),
                (true, None) => {}
            }
        }
        if let Some(base) = &made.base {
            tokens.extend(self.contribute(base, quote!(#whole)));
        }
        if tokens.is_empty() {
            return tokens;
        }
        if made.base.is_none() {
            // Parts that nobody wants.
            tokens.extend(quote!(#ad::used_up(#whole);));
        }
        quote!({ let mut #whole = #y_bar; if !#ad::Cotangent::is_zero(&#whole) { #tokens } })
    }
}
