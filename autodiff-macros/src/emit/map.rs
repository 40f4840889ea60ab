//! Maps over arrays: each element's computation is run again, then undone.

use super::{Emitter, own};
use crate::analyse::is_active;
use crate::ir::{MapClosure, Operand, VarId};
use proc_macro2::{Ident, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    /// `x.mapv(|v| …)`, or `Zip::from(&a).and(&b).map_collect(|&a, &b| …)`.
    pub(super) fn forward_map(
        &self,
        name: &Ident,
        recvs: &[(Operand, bool)],
        closure: &MapClosure,
        summed: bool,
    ) -> TokenStream {
        let source = &closure.source;
        if let [(recv, _)] = recvs {
            let recv = self.receiver(recv);
            return match summed {
                true => quote!(#recv.mapv__sum(#source)),
                false => quote!(#recv.#name(#source)),
            };
        }
        let ad = &self.ad;
        let mut zip = quote!(#ad::ndarray::Zip);
        for (i, (recv, spread)) in recvs.iter().enumerate() {
            let and = match (i, spread) {
                (0, _) => quote!(::from),
                (_, false) => quote!(.and),
                (_, true) => quote!(.and_broadcast),
            };
            let recv = self.receiver(recv);
            zip.extend(quote!(#and(#recv.view())));
        }
        let (pats, body) = (&source.inputs, &source.body);
        let pats = pats.iter();
        let sum = summed.then(|| quote!(.sum()));
        quote!(#zip.map_collect(|#(&#pats),*| #body) #sum)
    }

    /// The adjoint, of the cotangent that is bound around it.
    pub(super) fn map(
        &mut self,
        recvs: &[(Operand, bool)],
        closure: &MapClosure,
        summed: bool,
    ) -> TokenStream {
        let MapClosure {
            params,
            body,
            result,
            ..
        } = closure;
        let (y_bar, ad) = (own("bar"), self.ad.clone());
        let result_bar = self.bar(*result);
        // Of which type elements are, the arrays tell where there are two.
        let scalar = (!self.function.mixed).then(|| {
            let scalar = &self.function.scalar;
            quote!(: #scalar)
        });
        // A sum's cotangent is that of every element.
        let like = recvs
            .iter()
            .find(|(_, spread)| !spread)
            .filter(|_| summed)
            .map(|(recv, _)| {
                let x = self.value_operand(recv);
                quote!(let #y_bar = &#ad::rules::everywhere(&#y_bar, &#x);)
            });
        let active: Vec<bool> = params.iter().map(|p| self.var(*p).active).collect();
        let mut values = TokenStream::new();
        let mut bars = TokenStream::new();
        let mut inputs = TokenStream::new();
        let mut outputs = TokenStream::new();
        for ((param, active), (recv, spread)) in params.iter().zip(&active).zip(recvs) {
            let (name, x) = (self.var(*param).name.clone(), self.value_operand(recv));
            values.extend(match spread {
                true => quote!(&#ad::rules::spread(&#x, &#y_bar),),
                false => quote!(&#x,),
            });
            if *active {
                let (bar, zero) = (self.bar(*param), self.zero_of(*param));
                inputs.extend(quote!(#name #scalar,));
                bars.extend(quote!(let mut #bar = #zero;));
                outputs.extend(quote!(#bar,));
            } else {
                inputs.extend(quote!(#name,));
                outputs.extend(quote!((),));
            }
        }
        let (code, tape) = self.closure(body, *result);
        if let ([(recv, _)], [true]) = (recvs, active.as_slice()) {
            let (x, bar) = (self.value_operand(recv), self.bar(params[0]));
            let mapped = quote!(#x.mapv__vjp(&#y_bar, |#inputs #result_bar #scalar| {
                #bars
                #code
                #bar
            }));
            // What the closure adds to other cotangents it does whether or not the
            // receiver is active.
            return if is_active(self.body, recv) {
                let part = own("part");
                let contribution = self.contribute(recv, quote!(#part));
                quote!(#tape #like let #part = #mapped; #contribution)
            } else {
                quote!(#tape #like let _ = #mapped;)
            };
        }
        let rule = format_ident!("zip{}_vjp", recvs.len());
        let parts = own("parts");
        let mapped = quote!(#ad::rules::#rule(#values &#y_bar, |#inputs #result_bar #scalar| {
            #bars
            #code
            (#outputs)
        }));
        let mut contributions = TokenStream::new();
        for (i, (recv, spread)) in recvs.iter().enumerate() {
            if !is_active(self.body, recv) || !active[i] {
                continue;
            }
            let number = syn::Index::from(i);
            let part = match spread {
                true => {
                    let x = self.value_operand(recv);
                    quote!(#ad::Reduce::reduce(#parts.#number, &#ad::shape(&#x)))
                }
                false => quote!(#parts.#number),
            };
            contributions.extend(self.contribute(recv, part));
        }
        quote!(#tape #like let #parts = #mapped; #contributions)
    }

    /// The closure's body and its reverse; a tape of its own if it branches or
    /// loops.
    fn closure(&mut self, body: &crate::ir::Block, result: VarId) -> (TokenStream, TokenStream) {
        let ad = self.ad.clone();
        if super::joint::is_joinable(self.body, body) {
            return (self.joint(body, result).concat(), TokenStream::new());
        }
        let open = std::mem::take(&mut self.open);
        let visible = std::mem::take(&mut self.visible);
        let seeded = self.seeded.replace(result);
        let fragment = self.block(body, super::scope::Owner::Plain, &[]);
        self.seeded = seeded;
        self.open = open;
        self.visible = visible;
        let super::Fragment { forward, reverse } = fragment;
        let (tape, inner) = (own("tape"), own("inner"));
        (
            quote!(let #tape = &mut #inner; { #forward } { #reverse }),
            quote!(let mut #inner = #ad::Tape::new();),
        )
    }
}
