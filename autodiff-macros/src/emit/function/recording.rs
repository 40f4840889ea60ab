//! `record` and `record_in`: a value, and the closure that goes back from it.

use super::public::one_or_tuple;
use super::pullback::{Lent, Pullback};
use super::straight::Recorded;
use super::types::with_lifetime;
use crate::emit::{Emitter, own};
use crate::parse::{Param, Passing};
use proc_macro2::{Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    pub(super) fn recording(&self, straight: Option<Recorded>) -> TokenStream {
        let (ad_lifetime, tape_lifetime) = (self.fresh_lifetime("ad"), self.fresh_lifetime("tape"));
        let ad = &self.ad;
        let function = self.function;
        let name = &function.item.sig.ident;
        let generics = &function.item.sig.generics;
        let (generic_params, where_clause) = (&generics.params, &generics.where_clause);
        let captured: Vec<TokenStream> = generics
            .params
            .iter()
            .map(|p| match p {
                syn::GenericParam::Lifetime(l) => {
                    let l = &l.lifetime;
                    quote!(#l)
                }
                syn::GenericParam::Type(t) => {
                    let t = &t.ident;
                    quote!(#t)
                }
                syn::GenericParam::Const(c) => {
                    let c = &c.ident;
                    quote!(#c)
                }
            })
            .collect();
        let names = self.arg_names();
        let types: Vec<syn::Type> = function
            .params
            .iter()
            .map(|p| {
                if p.passing == Passing::RefMut {
                    p.ty.clone()
                } else {
                    with_lifetime(&p.ty, &ad_lifetime.to_string())
                }
            })
            .collect();
        let output = self.value_type();
        let (seed, gradient) = (self.seed_type(), self.gradient_type());
        let forward_args = self.forward_args();
        let Pullback {
            before, after, run, ..
        } = self.pullback(Lent::Parts);
        let buffers = self.buffers();
        let (mut shapes, mut unpack) = (TokenStream::new(), TokenStream::new());
        let mut checked = Vec::new();
        let label = name.to_string();
        if self.gives_value() {
            checked.push(quote!(value_shape));
        } else {
            unpack.extend(quote!(let seed = ();));
        }
        let mut bound = if self.gives_value() {
            vec![quote!(seed)]
        } else {
            Vec::new()
        };
        for param in &buffers {
            let (shape, copy, bar) = (
                Self::shape_of(param),
                Self::working_copy(param),
                Self::bar_name(param),
            );
            shapes.extend(quote!(let #shape = #ad::shape(&#copy);));
            checked.push(quote!(#shape));
            bound.push(quote!(mut #bar));
        }
        let (checked, bound) = (one_or_tuple(&checked), one_or_tuple(&bound));
        let about = format!(
            "Runs [`{name}`](fn@{name}) and records what its reverse sweep needs. `value()` of the recording is the result; `backward(seed)` consumes it and gives the cotangents; `backward_each` and `jacobian` give those for several seeds."
        );
        let about_in = format!(
            "Like `record`, on a tape of the caller's, whose memory is used again. `{name}` clears it first."
        );
        let turbofish = self.turbofish();
        let comma = if generics.params.is_empty() || generics.params.trailing_punct() {
            quote!()
        } else {
            quote!(,)
        };
        let passed = self.is_fallible().then(|| quote!(?));
        let fine = self.fine();
        let (copies, put_back) = self.fresh_copies();
        let (parts, moved) = self.parts_of_a_row();
        let (again, run) = if copies.is_empty() {
            (quote!(_), run)
        } else {
            (quote!(again), quote!(#copies #run #put_back))
        };
        let (mut how, mut tape, mut noted) = (
            quote!(new),
            quote!(let tape = #ad::TapeSlot::get_mut(&mut slot);),
            quote!(tape.note_peak();),
        );
        let (inline, forward, value, run) = match straight {
            Some(Recorded {
                start,
                forward,
                plain,
                reverse,
            }) => {
                if plain {
                    (how, tape) = (quote!(plain), TokenStream::new());
                    noted = TokenStream::new();
                }
                (
                    quote!(#[inline]),
                    quote!(#start #tape #forward),
                    self.result(),
                    quote!(*row = { #reverse };),
                )
            }
            None => (
                TokenStream::new(),
                quote! {
                    #before
                    #tape
                    let value = Self::__forward #turbofish(tape, 0, #forward_args) #passed;
                },
                own("value"),
                quote!(let #bound = seed; #unpack let #parts = row; #run #moved),
            ),
        };
        if self.gives_value() {
            shapes.extend(quote!(let value_shape = #ad::shape(&#value);));
        }
        shapes.extend(quote!(let seed_shape = #checked;));
        let lifetimes: Vec<&TokenStream> = captured.iter().collect();
        let recorded = |tape: &TokenStream| {
            self.fallible(&quote!(#ad::Recording<#tape, #output, impl #ad::FnMut(&mut #ad::Tape, #seed, #ad::bool, &mut #gradient) + use<#ad_lifetime, #(#lifetimes),*>>))
        };
        let (owning, borrowing) = (
            recorded(&quote!('static)),
            recorded(&quote!(#tape_lifetime)),
        );
        quote! {
            #[doc = #about]
            #inline
            pub fn record<#ad_lifetime, #generic_params>(
                #(#names: #types),*
            ) -> #owning
            #where_clause {
                Self::__recorded #turbofish(#ad::TapeSlot::Owned(#ad::Tape::new()), #(#names),*)
            }

            #[doc = #about_in]
            #inline
            pub fn record_in<#tape_lifetime, #ad_lifetime, #generic_params #comma>(
                tape: &#tape_lifetime mut #ad::Tape, #(#names: #types),*
            ) -> #borrowing
            #where_clause {
                tape.clear();
                Self::__recorded #turbofish(#ad::TapeSlot::Borrowed(tape), #(#names),*)
            }

            #[inline(always)]
            fn __recorded<#tape_lifetime, #ad_lifetime, #generic_params #comma>(
                mut slot: #ad::TapeSlot<#tape_lifetime>, #(#names: #types),*
            ) -> #borrowing
            #where_clause {
                #forward
                #noted
                #after
                #shapes
                #fine(#ad::Recording::#how(slot, #value, move |tape: &mut #ad::Tape, seed: #seed, #again: #ad::bool, row: &mut #gradient| {
                    #ad::check_seed(#label, &seed_shape, &seed);
                    #run
                }))
            }
        }
    }

    /// A pattern for the gradient of one reverse sweep, and what moves to it what the sweep has elsewhere:
    /// the cotangents of `&mut` parameters, which begin as parts of the seed.
    fn parts_of_a_row(&self) -> (TokenStream, TokenStream) {
        let (mut parts, mut moved) = (Vec::new(), TokenStream::new());
        for param in self.function.params.iter().filter(|p| p.wanted) {
            let bar = Self::bar_name(param);
            if param.passing == Passing::RefMut {
                let part = format_ident!("{}_part", param.name, span = Span::mixed_site());
                moved.extend(quote!(*#part = #bar;));
                parts.push(quote!(#part));
            } else {
                parts.push(quote!(#bar));
            }
        }
        (one_or_tuple(&parts), moved)
    }

    /// A sweep rewinds what it is given for a `&mut` parameter: copies for one that isn't the last, made
    /// before it, and put in place after it.
    fn fresh_copies(&self) -> (TokenStream, TokenStream) {
        let ad = &self.ad;
        let given = |p: &&Param| p.passing == Passing::RefMut && !p.constant;
        let (mut copies, mut put_back) = (TokenStream::new(), TokenStream::new());
        for param in self.function.params.iter().filter(given) {
            let copy = Self::working_copy(param);
            let fresh = format_ident!("{}_fresh", param.name, span = Span::mixed_site());
            copies.extend(
                quote!(let #fresh = if again { #ad::Some(#ad::Clone::clone(&#copy)) } else { #ad::None };),
            );
            put_back.extend(quote!(if let #ad::Some(fresh) = #fresh { #copy = fresh; }));
        }
        (copies, put_back)
    }
}
