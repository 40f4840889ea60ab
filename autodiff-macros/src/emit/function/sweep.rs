//! The one body that holds both sweeps.

use super::Item;
use super::types::referent;
use crate::emit::scope::Owner;
use crate::emit::{Emitter, own};
use crate::ir::{Op, StmtKind, VarId};
use crate::lower::Lowered;
use crate::parse::{Param, Passing};
use crate::ty::Ty;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

/// The bodies of at most this many statements are inlined into their callers.
const SMALL: usize = 60;

impl Emitter<'_> {
    /// The name under which a parameter's lent cotangent arrives.
    pub(super) fn out(&self, param: &Param) -> Ident {
        format_ident!("{}_out", param.name, span = Span::mixed_site())
    }

    /// `fn __sweep(…)`: parameters that the caller gives again and the cotangent
    /// buffers it lends come one by one, so that the compiler knows that they
    /// don't overlap; the rest comes with the choice of the sweep.
    pub(super) fn sweep(&mut self, lowered: &Lowered) -> Item {
        let (items, checks) = (&lowered.items, &lowered.checks);
        let detaches = lowered.detaches.iter().map(|path| self.check_detach(path));
        let detaches: Vec<TokenStream> = detaches.collect();
        let ad = self.ad.clone();
        let (tape, restore) = (own("tape"), own("restore"));
        let value = self.var(self.body.result).name.clone();
        let entry = self.entry_vars();
        // Inside the body a short name stands for the hidden module.
        self.ad = quote!(__ad);
        let fragment = self.block(&self.body.block, Owner::Plain, &entry);
        let see = self.see(&entry);
        let (forward, reverse) = (super::checked(fragment.forward), fragment.reverse);
        let witnesses = self.declare_witnesses();
        let (mut open, mut close) = (TokenStream::new(), TokenStream::new());
        for (param, id) in self.function.params.iter().zip(self.params) {
            let (before, after) = self.own_bar(param, *id);
            open.extend(before);
            close.extend(after);
        }
        self.ad = ad.clone();
        // A lent view is changed through methods that take `&mut self`.
        let rebound: TokenStream = self
            .function
            .params
            .iter()
            .zip(self.params)
            .filter(|(param, id)| self.is_lent(param, **id) && param.passing != Passing::RefMut)
            .map(|(_, id)| {
                let bar = self.bar(*id);
                quote!(let mut #bar = #bar;)
            })
            .collect();

        let (mut params, mut owned_names, mut owned_types) =
            (TokenStream::new(), Vec::new(), Vec::new());
        for (param, id) in self.function.params.iter().zip(self.params) {
            let (name, ty) = (self.var(*id).name.clone(), &param.ty);
            if let Some(callable) = &param.callable {
                let (call, back) = (self.call_name(*id), self.back_name(*id));
                let forward = self.forward_function_type(callable);
                let reverse = self.reverse_function_type(callable);
                let mutable = callable.mutable.then(|| quote!(mut));
                params.extend(quote!(#call: &#mutable impl #forward, #back: &mut impl #reverse,));
            } else if param.is_given_once() {
                owned_names.push(name);
                owned_types.push(ty);
            } else {
                params.extend(quote!(#name: #ty,));
            }
        }
        let functions = self.plain_functions();
        let lent = self.lent_params();
        let (out_names, out_types) = self.owned_bars();
        let output_bar = self.output_bar();
        let output = &self.function.output;
        let (generic_params, where_clause) = (self.generics(), self.where_clause());
        let name = self.hidden("sweep");
        let vis = match self.home() {
            None => TokenStream::new(),
            Some(_) => self.visibility(),
        };
        // What is long is worth one copy, not one in each unit that calls it.
        let inline = (!self.is_long(&self.body.block)).then(|| self.inlining());
        let value_bar = self.bar(self.body.result);
        let body = syn::Lifetime::new("'body", Span::mixed_site());
        let signature = quote! {
            #inline
            #vis fn #name<#generic_params const __FORWARD: bool, const __ALL: bool>(
                #tape: &mut #ad::Tape,
                #restore: u64,
                #params
                #lent
                __io: #ad::Io<(#(#owned_types,)*), (#output_bar, (#(#out_types,)*))>,
            ) -> #ad::Option<#output> #where_clause
        };
        let body = quote! {
                use #ad::{self as __ad, traits::*};
                #(#items)*
                #(#detaches)*
                #(#checks)*
                #witnesses
                if __FORWARD {
                    let (#(#owned_names,)*) = __io.forward();
                    let #value: #output;
                    #functions
                    #see
                    #body: { #forward }
                    __ad::Some(#value)
                } else {
                    let (mut #value_bar, (#(#out_names,)*)) = __io.reverse();
                    #rebound
                    #open
                    #reverse
                    #close
                    __ad::None
                }
        };
        Item { signature, body }
    }

    /// The parameters that are functions, as plain ones for inactive code.
    fn plain_functions(&self) -> TokenStream {
        let mut tokens = TokenStream::new();
        for (param, id) in self.function.params.iter().zip(self.params) {
            let Some(callable) = param.callable.as_ref().filter(|c| !c.mutable) else {
                continue;
            };
            let (ad, name, call) = (&self.ad, &param.name, self.call_name(*id));
            let inputs: Vec<_> = callable.inputs.iter().map(|p| &p.name).collect();
            let types = callable.inputs.iter().map(|p| &p.ty);
            let output = &callable.output;
            tokens.extend(quote! {
                let #name = |#(#inputs: #types),*| -> #output {
                    (#call)(&mut #ad::Tape::new(), 0, (#(#inputs,)*))
                };
            });
        }
        tokens
    }

    /// Whether a parameter's cotangent is a buffer that the caller lends.
    pub(super) fn is_lent(&self, param: &Param, id: VarId) -> bool {
        self.is_active(id)
            && matches!(
                param.passing,
                Passing::Ref | Passing::RefMut | Passing::View
            )
    }

    /// The parameters of `__sweep` for lent cotangents, each with a flag that
    /// says whether the caller wants it.
    fn lent_params(&self) -> TokenStream {
        let ad = &self.ad;
        let mut tokens = TokenStream::new();
        for (param, id) in self.function.params.iter().zip(self.params) {
            if !self.is_lent(param, *id) {
                continue;
            }
            let (bar, wanted, ty) = (self.bar(*id), self.wanted(*id), &param.ty);
            match param.passing {
                Passing::RefMut => {
                    let inner = referent(ty);
                    let buffer = self.buffer(inner);
                    tokens.extend(quote!(#bar: &mut #buffer,));
                }
                _ => {
                    let ty = super::types::with_lifetime(ty, "'_");
                    let lent = match param.passing {
                        Passing::Ref => {
                            let buffer = self.buffer(referent(&param.ty));
                            quote!(&mut #buffer)
                        }
                        _ => quote!(<#ty as #ad::Differentiable>::Bar<'_>),
                    };
                    tokens.extend(quote!(#bar: #lent, #wanted: bool,));
                }
            }
        }
        tokens
    }

    /// Names and types of the cotangents handed back for arguments passed by
    /// value.
    fn owned_bars(&self) -> (Vec<Ident>, Vec<TokenStream>) {
        let lent =
            |(param, id): &(&Param, &VarId)| self.is_active(**id) && !self.is_lent(param, **id);
        self.function
            .params
            .iter()
            .zip(self.params)
            .filter(lent)
            .map(|(param, _)| (self.out(param), self.lent_bar(param, "'_")))
            .unzip()
    }

    /// The cotangent of an argument passed by value, set up and handed back.
    fn own_bar(&self, param: &Param, id: VarId) -> (TokenStream, TokenStream) {
        if !self.is_active(id) {
            return (TokenStream::new(), TokenStream::new());
        }
        let (bar, wanted) = (self.bar(id), self.wanted(id));
        if self.is_lent(param, id) {
            let known =
                (param.passing != Passing::RefMut).then(|| quote!(let #wanted = __ALL || #wanted;));
            let array = param.sketch.behind().is_ndarray() || *param.sketch.behind() == Ty::Unknown;
            let settled =
                param.passing == Passing::Ref && array && self.facts.settled.contains(&id);
            let settle = settled.then(|| {
                let (ad, name) = (&self.ad, &self.var(id).name);
                quote!(if #wanted { #ad::settle(&mut *#bar, #name); })
            });
            return (quote!(#known #settle), TokenStream::new());
        }
        let (ad, ty, out) = (&self.ad, &param.ty, self.out(param));
        (
            quote!(let mut #bar: <#ty as #ad::Differentiable>::Cotangent = #ad::neutral();),
            quote!(if let #ad::Some(out) = #out { #ad::accumulate(out, #bar); }),
        )
    }

    /// The function's own generic parameters, with a comma behind.
    fn generics(&self) -> TokenStream {
        let params = self.generic_params();
        if params.is_empty() {
            params
        } else {
            quote!(#params,)
        }
    }

    /// `#[inline]`, or more for what is small and calls nothing.
    pub(super) fn inlining(&self) -> TokenStream {
        let mut calls = false;
        crate::analyse::each(&self.body.block, &mut |stmt| {
            calls |= matches!(
                &stmt.kind,
                StmtKind::Def {
                    op: Op::Call { callee, .. },
                    ..
                } if callee.has_sweeps()
            );
        });
        if self.is_small() && !calls {
            quote!(#[inline(always)])
        } else {
            quote!(#[inline])
        }
    }

    /// Whether the body is one of those that are inlined.
    pub(super) fn is_small(&self) -> bool {
        let mut statements = 0_usize;
        crate::analyse::each(&self.body.block, &mut |_| statements += 1);
        statements <= SMALL
    }

    /// A buffer for a cotangent that nobody wants.
    pub(super) fn spare(&self, param: &Param) -> TokenStream {
        let ad = &self.ad;
        let ty = match param.passing {
            Passing::Ref | Passing::RefMut => referent(&param.ty),
            _ => &param.ty,
        };
        if matches!(param.sketch.behind(), Ty::Slice(_)) {
            quote!([])
        } else {
            quote!(<<#ty as #ad::Differentiable>::Cotangent as #ad::Cotangent>::zero())
        }
    }
}
