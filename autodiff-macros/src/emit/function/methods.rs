//! What method calls find: `x.m(a)` becomes `x.m__differentiable(…)` and, in
//! reverse, `x.m__pullback(…)`, so that the receiver's own type picks the method.

use super::Item;
use crate::emit::{Emitter, own};
use crate::parse::Passing;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    /// The two, for a method.
    pub(super) fn method_companions(&self) -> Vec<Item> {
        let Some((receiver, rest)) = self.function.params.split_first() else {
            return Vec::new();
        };
        let (ad, tape, restore) = (&self.ad, own("tape"), own("restore"));
        let params = self.generic_params();
        let where_clause = self.where_clause();
        let vis = self.visibility();
        let names: Vec<Ident> = (0..rest.len())
            .map(|i| format_ident!("arg{}", i, span = Span::mixed_site()))
            .collect();
        let bars: Vec<Ident> = (0..rest.len())
            .map(|i| format_ident!("bar{}", i, span = Span::mixed_site()))
            .collect();
        let types = rest.iter().map(|p| self.forward_type(p));
        let given = rest.iter().map(|p| self.given_type(p));
        let lent = rest.iter().map(|p| self.lent_bar(p, "'_"));
        let this = match receiver.passing {
            Passing::RefMut => quote!(&mut self),
            _ => quote!(&self),
        };
        let own_bar = own("own_bar");
        let own_lent = self.lent_bar(receiver, "'_");
        let (output, output_bar) = (&self.function.output, self.output_bar());
        let turbofish = self.turbofish();
        let (forward, reverse) = (self.hidden("forward"), self.hidden("reverse"));
        let (differentiable, pullback) = (self.hidden("differentiable"), self.hidden("pullback"));
        vec![
            Item {
                signature: quote! {
                    #[inline]
                    #vis fn #differentiable<#params>(
                        #this, #tape: &mut #ad::Tape, #restore: u64, args: (#(#types,)*),
                    ) -> #output #where_clause
                },
                body: quote! {
                    let (#(#names,)*) = args;
                    Self::#forward #turbofish(#tape, #restore, (self, #(#names,)*))
                },
            },
            Item {
                signature: quote! {
                    #[inline]
                    #vis fn #pullback<#params>(
                        #this, #tape: &mut #ad::Tape, #restore: u64, given: (#(#given,)*),
                        seed: #output_bar, #own_bar: #own_lent, lent: (#(#lent,)*),
                    ) #where_clause
                },
                body: quote! {
                    let (#(#names,)*) = given;
                    let (#(#bars,)*) = lent;
                    Self::#reverse #turbofish(
                        #tape, #restore, (self, #(#names,)*), seed, (#own_bar, #(#bars,)*)
                    );
                },
            },
        ]
    }

    /// The parameters of what users call, and the names by which it passes them
    /// on: the receiver of a method is `&self` there.
    pub(super) fn shown_params(&self) -> (TokenStream, TokenStream, Vec<TokenStream>) {
        let names = self.arg_names();
        let types = self.function.params.iter().map(|p| &p.ty);
        if !self.has_receiver() {
            let passed = names.iter().map(|name| quote!(#name)).collect();
            return (quote!(#(#names: #types),*), TokenStream::new(), passed);
        }
        let (rest, types) = (&names[1..], types.skip(1));
        let this = match self.function.params[0].passing {
            Passing::RefMut => quote!(&mut self),
            _ => quote!(&self),
        };
        let name = &names[0];
        let mut passed = vec![quote!(self)];
        passed.extend(rest.iter().map(|name| quote!(#name)));
        (
            quote!(#this #(, #rest: #types)*),
            quote!(let #name = self;),
            passed,
        )
    }
}
