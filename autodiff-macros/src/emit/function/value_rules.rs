//! The rules that a method called like one of arrays (`dot`) is asked for, where the macro can't tell
//! which of the two it is: one for each operand, which runs the method forwards and backwards.

use super::types::referent;
use super::{Item, RuleBody};
use crate::emit::{Emitter, own};
use crate::lower::Lowered;
use crate::parse::Passing;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    /// Those rules, for a method that has such a name.
    pub(super) fn value_rules(&self, lowered: &Lowered) -> Vec<Item> {
        let function = self.function;
        let name = &function.item.sig.ident;
        let rule = crate::rules::method(&name.to_string());
        let plain = function.params.iter().all(|p| {
            !matches!(
                p.passing,
                Passing::RefMut | Passing::Function | Passing::View
            )
        });
        if rule != Some(crate::rules::Method::ByValues) || !plain || function.params.is_empty() {
            return Vec::new();
        }
        let (ad, vis) = (&self.ad, self.visibility());
        let names: Vec<Ident> = (1..function.params.len())
            .map(|i| format_ident!("arg{}", i, span = Span::mixed_site()))
            .collect();
        let types = function.params.iter().skip(1).map(|p| {
            let ty = &p.ty;
            match p.passing {
                Passing::Ref => quote!(#ty),
                _ => quote!(&#ty),
            }
        });
        let types: Vec<TokenStream> = types.collect();
        let (output_bar, seed) = (self.output_bar(), own("seed"));
        let straight = self
            .is_rule_straight()
            .then(|| Emitter::new(function, lowered, self.facts).rule_body(lowered));
        let rules = function.params.iter().enumerate().map(|(k, param)| {
            let rule = format_ident!("{}__vjp_{}", name, k);
            let cotangent = self.cotangent(param);
            let body = match &straight {
                Some(body) => self.straight_value_rule(body, k, &names),
                None => self.taped_value_rule(k, &names),
            };
            Item {
                signature: quote! {
                    #[inline]
                    #vis fn #rule(&self, #(#names: #types,)* y_bar: &#output_bar) -> #cotangent
                },
                body: quote! {
                    let #seed = #ad::Clone::clone(y_bar);
                    #body
                },
            }
        });
        rules.collect()
    }

    /// Straight-line code: both sweeps in a row, without a tape.
    fn straight_value_rule(&self, body: &RuleBody, k: usize, args: &[Ident]) -> TokenStream {
        let ad = &self.ad;
        let (mut bindings, mut result) = (TokenStream::new(), TokenStream::new());
        let params = self.function.params.iter().zip(self.params);
        for (i, ((param, id), (name, bar, wanted))) in params.zip(&body.names).enumerate() {
            let (value, asked) = (operand(i, args), i == k);
            let mutable = self.var(*id).mutable.then(|| quote!(mut));
            let given = match param.passing {
                Passing::Ref => value.clone(),
                _ => quote!(#ad::Clone::clone(#value)),
            };
            let zero = quote!(#ad::zero_like(#value));
            let (declared, own) = if self.is_lent(param, *id) {
                let own = format_ident!("own{}", i, span = Span::mixed_site());
                let buffer = self.buffer(referent(&param.ty));
                let lent = quote!(let mut #own = #zero; let #bar: &mut #buffer = &mut #own;);
                (lent, own)
            } else {
                (quote!(let mut #bar = #zero;), bar.clone())
            };
            bindings.extend(quote!(#declared let #wanted = #asked; let #mutable #name = #given;));
            if asked {
                result = quote!(#own);
            }
        }
        let code = body.code();
        quote!(#bindings { #code } #result)
    }

    /// Any other: the sweeps themselves, on a tape of their own.
    fn taped_value_rule(&self, k: usize, args: &[Ident]) -> TokenStream {
        let (ad, seed, own_tape) = (&self.ad, own("seed"), self.own_tape());
        let (forward, reverse) = (self.hidden("forward"), self.hidden("reverse"));
        let by_value = |again: bool| -> Vec<TokenStream> {
            let params = self.function.params.iter().skip(1).zip(args);
            let args = params.map(|(p, name)| match p.passing {
                Passing::Ref => quote!(#name),
                _ if again => quote!(#ad::kept(#name)),
                _ => quote!(#ad::Clone::clone(#name)),
            });
            args.collect()
        };
        let (passed, given, value) = (by_value(false), by_value(true), operand(k, args));
        let bars = (0..=args.len()).map(|i| {
            if i == k {
                quote!(#ad::Some(&mut bar))
            } else {
                quote!(#ad::None)
            }
        });
        quote! {
            #own_tape
            let mut bar = #ad::zero_like(#value);
            let _ = Self::#forward(tape, 0, (self, #(#passed,)*));
            Self::#reverse(tape, 0, (self, #(#given,)*), #seed, (#(#bars,)*));
            bar
        }
    }
}

/// A reference to the value of operand `k`.
fn operand(k: usize, args: &[Ident]) -> TokenStream {
    match k.checked_sub(1) {
        None => quote!(self),
        Some(i) => {
            let name = &args[i];
            quote!(#name)
        }
    }
}
