//! `__forward` and `__reverse`, which the sweeps of callers call.

use crate::emit::{Emitter, own};
use crate::parse::Passing;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    /// The companions: arguments and lent cotangents come as tuples, so that a
    /// function without companions can be told in one way for any number of them.
    pub(super) fn companions(&self) -> TokenStream {
        let ad = &self.ad;
        let function = self.function;
        let (tape, restore) = (own("tape"), own("restore"));
        let inline = self.inlining();
        let generics = &function.item.sig.generics;
        let (generic_params, where_clause) = (&generics.params, &generics.where_clause);
        let (output, output_bar) = (&function.output, self.output_bar());
        let turbofish = self.generic_names();
        let names: Vec<Ident> = (0..function.params.len())
            .map(|i| format_ident!("arg{}", i, span = Span::mixed_site()))
            .collect();
        let types: Vec<&syn::Type> = function.params.iter().map(|p| &p.ty).collect();
        let given_types: Vec<TokenStream> =
            function.params.iter().map(|p| self.given_type(p)).collect();
        let lent_types: Vec<TokenStream> = function
            .params
            .iter()
            .map(|p| self.lent_bar(p, "'_"))
            .collect();
        let (mut given, mut owned) = (TokenStream::new(), Vec::new());
        let (mut spares, mut unlent, mut taken, mut lent, mut outs) = (
            TokenStream::new(),
            TokenStream::new(),
            TokenStream::new(),
            TokenStream::new(),
            Vec::new(),
        );
        let mut bars = Vec::new();
        for ((param, id), name) in function.params.iter().zip(self.params).zip(&names) {
            if param.passing == Passing::Owned {
                owned.push(name);
            } else {
                given.extend(quote!(#name,));
            }
            let bar = self.out(param);
            bars.push(bar.clone());
            if self.is_lent(param, *id) {
                let spare = format_ident!("{}_spare", param.name, span = Span::mixed_site());
                let value = self.spare(param);
                spares.extend(quote!(let mut #spare = #value;));
                let borrowed = if param.passing == Passing::View {
                    quote!(#spare.view_mut())
                } else {
                    quote!(&mut #spare)
                };
                let (wanted, flag) = (self.wanted(*id), param.passing != Passing::RefMut);
                let (off, on) = if flag {
                    (quote!(false,), quote!(#wanted,))
                } else {
                    (quote!(), quote!())
                };
                unlent.extend(quote!(#borrowed, #off));
                taken.extend(quote! {
                    let #wanted = #bar.is_some();
                    let #bar = match #bar { #ad::Some(bar) => bar, #ad::None => #borrowed };
                });
                lent.extend(quote!(#bar, #on));
            } else if self.is_active(*id) {
                outs.push(bar);
            }
        }
        let reverse = |all: bool| {
            quote! {
                #spares
                #taken
                let _ = Self::__sweep::<#turbofish #all>(
                    #tape, #restore, #given #lent #ad::Io::Reverse((seed, (#(#outs,)*)))
                );
            }
        };
        let (some, all) = (reverse(false), reverse(true));
        quote! {
            #[doc(hidden)]
            #inline
            pub fn __forward<#generic_params>(
                #tape: &mut #ad::Tape, #restore: u64, (#(#names,)*): (#(#types,)*),
            ) -> #output #where_clause {
                #spares
                let value = Self::__sweep::<#turbofish false>(
                    #tape, #restore, #given #unlent #ad::Io::Forward((#(#owned,)*))
                );
                match value {
                    #ad::Some(value) => value,
                    #ad::None => #ad::unreachable(),
                }
            }

            #[doc(hidden)]
            #inline
            pub fn __reverse<#generic_params>(
                #tape: &mut #ad::Tape, #restore: u64, (#(#names,)*): (#(#given_types,)*),
                seed: #output_bar, (#(#bars,)*): (#(#lent_types,)*),
            ) #where_clause { #some }

            /// The same for a caller that lends all cotangents.
            #[doc(hidden)]
            #inline
            pub fn __reverse_all<#generic_params>(
                #tape: &mut #ad::Tape, #restore: u64, (#(#names,)*): (#(#given_types,)*),
                seed: #output_bar, (#(#bars,)*): (#(#lent_types,)*),
            ) #where_clause { #all }
        }
    }
}
