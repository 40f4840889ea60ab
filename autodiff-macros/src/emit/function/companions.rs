//! `__forward` and `__reverse`, which the sweeps of callers call.

use super::Item;
use crate::emit::{Emitter, own};
use crate::expand::Form;
use crate::parse::Passing;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    /// The companions: arguments and lent cotangents come as tuples, so that a
    /// function without companions can be told in one way for any number of them.
    pub(super) fn companions(&self) -> Vec<Item> {
        let ad = &self.ad;
        let function = self.function;
        let (tape, restore) = (own("tape"), own("restore"));
        let inline = quote!(#[inline(always)]);
        let generic_params = self.generic_params();
        let where_clause = self.where_clause();
        let (vis, sweep) = (self.visibility(), self.sweep_path());
        let (forward, one, all) = (
            self.hidden("forward"),
            self.hidden("reverse"),
            self.hidden("reverse_all"),
        );
        let (output, output_bar) = (&function.output, self.output_bar());
        let turbofish = self.generic_names();
        let names: Vec<Ident> = (0..function.params.len())
            .map(|i| format_ident!("arg{}", i, span = Span::mixed_site()))
            .collect();
        let types: Vec<TokenStream> = function
            .params
            .iter()
            .map(|p| self.forward_type(p))
            .collect();
        let given_types: Vec<TokenStream> =
            function.params.iter().map(|p| self.given_type(p)).collect();
        let lent_types: Vec<TokenStream> = function
            .params
            .iter()
            .map(|p| self.lent_bar(p, "'_"))
            .collect();
        let (mut given, mut given_again, mut owned) =
            (TokenStream::new(), TokenStream::new(), Vec::new());
        let (mut spares, mut unlent, mut taken, mut lent, mut outs) = (
            TokenStream::new(),
            TokenStream::new(),
            TokenStream::new(),
            TokenStream::new(),
            Vec::new(),
        );
        let mut bars = Vec::new();
        for ((param, id), name) in function.params.iter().zip(self.params).zip(&names) {
            if let Some(callable) = &param.callable {
                let mutable = callable.mutable.then(|| quote!(mut));
                let absent = quote!(|_, _, _| #ad::unreachable());
                let absent_back = quote!(|_, _, _, _, _| #ad::unreachable());
                given.extend(quote!(&#mutable { #name }, &mut #absent_back,));
                given_again.extend(quote!(&#mutable #absent, &mut { #name },));
            } else if param.is_given_once() {
                owned.push(name);
            } else {
                given.extend(quote!(#name,));
                given_again.extend(quote!(#name,));
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
                let (#(#names,)*) = given;
                let (#(#bars,)*) = lent;
                #spares
                #taken
                let _ = #sweep::<#turbofish false, #all>(
                    #tape, #restore, #given_again #lent #ad::Io::Reverse((seed, (#(#outs,)*)))
                );
            }
        };
        let signature = |name: &Ident| {
            quote! {
                #inline
                #vis fn #name<#generic_params>(
                    #tape: &mut #ad::Tape, #restore: u64, given: (#(#given_types,)*),
                    seed: #output_bar, lent: (#(#lent_types,)*),
                ) #where_clause
            }
        };
        let mut items = vec![
            Item {
                signature: quote! {
                    #inline
                    #vis fn #forward<#generic_params>(
                        #tape: &mut #ad::Tape, #restore: u64, args: (#(#types,)*),
                    ) -> #output #where_clause
                },
                body: quote! {
                    let (#(#names,)*) = args;
                    #spares
                    let value = #sweep::<#turbofish true, false>(
                        #tape, #restore, #given #unlent #ad::Io::Forward((#(#owned,)*))
                    );
                    match value {
                        #ad::Some(value) => value,
                        #ad::None => #ad::unreachable(),
                    }
                },
            },
            Item {
                signature: signature(&one),
                body: reverse(false),
            },
            // For a caller that lends all cotangents.
            Item {
                signature: signature(&all),
                body: reverse(true),
            },
        ];
        if self.function.form == Form::Free && function.params.iter().all(|p| p.callable.is_none())
        {
            // For a caller that was handed this function: it gives whole arguments.
            let again = self.hidden("reverse_again");
            let kept = function
                .params
                .iter()
                .zip(&names)
                .map(|(p, name)| match p.passing {
                    Passing::RefMut if p.constant => self.absent(p),
                    Passing::Owned if p.constant => quote!(()),
                    Passing::Ref | Passing::RefMut | Passing::View => quote!(#name),
                    _ => quote!(#ad::kept(&#name)),
                });
            let turbofish = self.turbofish();
            items.push(Item {
                signature: quote! {
                    #inline
                    #vis fn #again<#generic_params>(
                        #tape: &mut #ad::Tape, #restore: u64, args: (#(#types,)*),
                        seed: #output_bar, lent: (#(#lent_types,)*),
                    ) #where_clause
                },
                body: quote! {
                    let (#(#names,)*) = args;
                    Self::#one #turbofish(#tape, #restore, (#(#kept,)*), seed, lent);
                },
            });
        }
        items
    }
}
