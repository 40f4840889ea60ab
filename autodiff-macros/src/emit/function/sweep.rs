//! The one body that holds both sweeps, and the companions that callers use.

use super::types::referent;
use crate::emit::scope::Owner;
use crate::emit::{Emitter, own};
use crate::ir::{Callee, Op, StmtKind};
use crate::lower::Lowered;
use crate::parse::{Param, Passing};
use crate::ty::Ty;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    /// The name under which a parameter's lent cotangent arrives.
    fn out(&self, param: &Param) -> Ident {
        format_ident!("{}_out", param.name, span = Span::mixed_site())
    }

    /// `fn __sweep(…)`
    pub(super) fn sweep(&mut self, lowered: &Lowered) -> TokenStream {
        let (items, checks) = (&lowered.items, &lowered.checks);
        let detaches = lowered.detaches.iter().map(|path| self.check_detach(path));
        let detaches: Vec<TokenStream> = detaches.collect();
        let ad = self.ad.clone();
        let (tape, restore) = (own("tape"), own("restore"));
        let value = self.var(self.body.result).name.clone();
        let function = self.function;
        let entry = self.entry_vars();
        // Inside the body a short name stands for the hidden module.
        self.ad = quote!(__ad);
        let fragment = self.block(&self.body.block, Owner::Plain, &entry);
        let see = self.see(&entry);
        let (forward, reverse) = (fragment.forward, fragment.reverse);
        let witnesses: Vec<Ident> = self
            .witnesses
            .clone()
            .into_iter()
            .map(|id| self.witness(id))
            .collect();
        let output = &function.output;

        let names: Vec<Ident> = self
            .params
            .iter()
            .map(|id| self.var(*id).name.clone())
            .collect();
        let (mut given_names, mut given_types, mut owned_names, mut owned_types) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (param, name) in function.params.iter().zip(&names) {
            let ty = &param.ty;
            if param.passing == Passing::Owned {
                owned_names.push(name);
                owned_types.push(ty);
            } else {
                given_names.push(name);
                given_types.push(ty);
            }
        }
        let (open, close): (Vec<TokenStream>, Vec<TokenStream>) = self
            .params
            .iter()
            .enumerate()
            .map(|(i, id)| self.open_bar(i, *id))
            .unzip();
        self.ad = ad.clone();
        let outs: Vec<Ident> = function.params.iter().map(|p| self.out(p)).collect();
        let lent: Vec<TokenStream> = function
            .params
            .iter()
            .map(|p| self.lent_bar(p, "'_"))
            .collect();
        let output_bar = self.output_bar();
        let generics = &function.item.sig.generics;
        let (generic_params, where_clause) = (self.generics(), &generics.where_clause);
        let inline = self.inlining();
        let value_bar = self.bar(self.body.result);
        let body = syn::Lifetime::new("'body", Span::mixed_site());
        quote! {
            #[doc(hidden)]
            #inline
            fn __sweep<#generic_params const __ALL: bool>(
                #tape: &mut #ad::Tape,
                #restore: u64,
                (#(#given_names,)*): (#(#given_types,)*),
                __io: #ad::Io<(#(#owned_types,)*), (#output_bar, (#(#lent,)*))>,
            ) -> #ad::Option<#output> #where_clause {
                use #ad::{self as __ad, traits::*};
                #(#items)*
                #(#detaches)*
                #(#checks)*
                #(let #witnesses = __ad::Witness::new();)*
                match __io {
                    __ad::Io::Forward((#(#owned_names,)*)) => {
                        let #value: #output;
                        #see
                        #body: { #forward }
                        __ad::Some(#value)
                    }
                    __ad::Io::Reverse((mut #value_bar, (#(#outs,)*))) => {
                        #(#open)*
                        #reverse
                        #(#close)*
                        __ad::None
                    }
                }
            }
        }
    }

    /// The cotangent of a parameter in the reverse sweep: set up, and handed
    /// back.
    fn open_bar(&self, index: usize, id: crate::ir::VarId) -> (TokenStream, TokenStream) {
        let nothing = (TokenStream::new(), TokenStream::new());
        if !self.is_active(id) {
            return nothing;
        }
        let ad = &self.ad;
        let param = &self.function.params[index];
        let (bar, out) = (self.bar(id), self.out(param));
        let spare = format_ident!("{}_spare", param.name, span = Span::mixed_site());
        let cotangent = {
            let ty = match param.passing {
                Passing::Ref | Passing::RefMut => referent(&param.ty),
                _ => &param.ty,
            };
            quote!(<#ty as #ad::Differentiable>::Cotangent)
        };
        let slice = matches!(param.sketch.behind(), Ty::Slice(_));
        match param.passing {
            Passing::Scalar | Passing::Owned => (
                quote!(let mut #bar: #cotangent = #ad::Cotangent::zero();),
                quote!(if let #ad::Some(out) = #out { #ad::accumulate(out, #bar); }),
            ),
            Passing::Ref | Passing::RefMut => {
                let wanted = self.wanted(id);
                let wanted =
                    (param.passing == Passing::Ref).then(|| quote!(let #wanted = __ALL || #out.is_some();));
                let open = if slice {
                    quote!(#wanted let #bar = #out.unwrap_or(&mut []);)
                } else {
                    quote!(#wanted let mut #spare: #cotangent = #ad::Cotangent::zero(); let #bar = #out.unwrap_or(&mut #spare);)
                };
                (open, TokenStream::new())
            }
            Passing::View => {
                let wanted = self.wanted(id);
                let open = quote! {
                    let #wanted = __ALL || #out.is_some();
                    let mut #spare: #cotangent = #ad::Cotangent::zero();
                    let mut #bar = match #out { #ad::Some(out) => out, #ad::None => #spare.view_mut() };
                };
                (open, TokenStream::new())
            }
        }
    }

    /// The function's own generic parameters, with a comma behind.
    fn generics(&self) -> TokenStream {
        let params = &self.function.item.sig.generics.params;
        if params.empty_or_trailing() { quote!(#params) } else { quote!(#params,) }
    }

    /// `#[inline]`, or more for what is small and doesn't call itself.
    fn inlining(&self) -> TokenStream {
        let (mut statements, mut recursive) = (0_usize, false);
        crate::analyse::each(&self.body.block, &mut |stmt| {
            statements += 1;
            if let StmtKind::Def { op: Op::Call { callee: Callee::Function(path), .. }, .. } = &stmt.kind {
                recursive = true;
                let _ = path;
            }
        });
        if statements <= 60 && !recursive { quote!(#[inline(always)]) } else { quote!(#[inline]) }
    }

    /// `__forward` and `__reverse`, which other sweeps call.
    pub(super) fn companions(&self) -> TokenStream {
        let ad = &self.ad;
        let function = self.function;
        let (tape, restore) = (own("tape"), own("restore"));
        let inline = self.inlining();
        let generics = &function.item.sig.generics;
        let (generic_params, where_clause) = (&generics.params, &generics.where_clause);
        let output = &function.output;
        let output_bar = self.output_bar();
        let turbofish = self.generic_names();
        let names: Vec<Ident> = (0..function.params.len())
            .map(|i| format_ident!("arg{}", i, span = Span::mixed_site()))
            .collect();
        let types: Vec<&syn::Type> = function.params.iter().map(|p| &p.ty).collect();
        let given_types: Vec<TokenStream> =
            function.params.iter().map(|p| self.given_type(p)).collect();
        let lent: Vec<TokenStream> = function
            .params
            .iter()
            .map(|p| self.lent_bar(p, "'_"))
            .collect();
        let (mut given, mut owned) = (Vec::new(), Vec::new());
        for (param, name) in function.params.iter().zip(&names) {
            if param.passing == Passing::Owned {
                owned.push(name)
            } else {
                given.push(name)
            }
        }
        quote! {
            #[doc(hidden)]
            #inline
            pub fn __forward<#generic_params>(
                #tape: &mut #ad::Tape, #restore: u64, (#(#names,)*): (#(#types,)*),
            ) -> #output #where_clause {
                match Self::__sweep::<#turbofish false>(#tape, #restore, (#(#given,)*), #ad::Io::Forward((#(#owned,)*))) {
                    #ad::Some(value) => value,
                    #ad::None => #ad::unreachable(),
                }
            }

            #[doc(hidden)]
            #inline
            pub fn __reverse<#generic_params>(
                #tape: &mut #ad::Tape, #restore: u64, (#(#names,)*): (#(#given_types,)*),
                seed: #output_bar, bars: (#(#lent,)*),
            ) #where_clause {
                let _ = Self::__sweep::<#turbofish false>(#tape, #restore, (#(#given,)*), #ad::Io::Reverse((seed, bars)));
            }

            /// The same for a caller that lends all cotangents.
            #[doc(hidden)]
            #inline
            pub fn __reverse_all<#generic_params>(
                #tape: &mut #ad::Tape, #restore: u64, (#(#names,)*): (#(#given_types,)*),
                seed: #output_bar, bars: (#(#lent,)*),
            ) #where_clause {
                let _ = Self::__sweep::<#turbofish true>(#tape, #restore, (#(#given,)*), #ad::Io::Reverse((seed, bars)));
            }
        }
    }
}
