//! Maps that take their elements' derivatives in the forward sweep, a batch of
//! elements at a time; the reverse sweep multiplies with them.
//!
//! `x.mapv(|v| (v + v).tanh() * v)` becomes a pass over the batch up to the operand
//! of each function that there is vector code for, that code, and a last pass for
//! the value and the derivative. What lies between the functions is computed again
//! in each pass: it is cheap.

use super::{Emitter, own};
use crate::ir::{Block, Dst, MapClosure, Op, Operand, StmtKind, VarId};
use crate::lower::batch::is_vectorised;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    pub(super) fn forward_batched(
        &mut self,
        recvs: &[(Operand, bool)],
        closure: &MapClosure,
        summed: bool,
        derivative: VarId,
    ) -> TokenStream {
        let ad = self.ad.clone();
        let scalar = self.function.scalar.clone();
        let elements = closure.params.iter().map(|id| self.var(*id).name.clone());
        let elements: Vec<Ident> = elements.collect();
        let places: Vec<syn::Index> = (0..elements.len()).map(syn::Index::from).collect();
        let (n, i, tape) = (own("n"), own("i"), own("tape"));
        let (xs, work, ys, slopes) = (own("xs"), own("work"), own("ys"), own("slopes"));
        let read = quote!(#(let #elements: #scalar = #xs[#places][#i];)*);
        let mut passes = TokenStream::new();
        let mut stages = 0_usize;
        for (at, stmt) in closure.body.stmts.iter().enumerate() {
            let StmtKind::Def {
                dst: Dst::Let(id),
                op: Op::Elementary { rule, args, .. },
                ..
            } = &stmt.kind
            else {
                continue;
            };
            let (true, Some(operand)) = (is_vectorised(rule.name), args.first()) else {
                continue;
            };
            let before = Block {
                stmts: closure.body.stmts[..at].to_vec(),
            };
            let forward = self.joint(&before, closure.result).forward;
            let operand = self.scalar_operand(operand);
            let (stage, function) = (syn::Index::from(stages), format_ident!("{}", rule.name));
            passes.extend(quote! {
                for #i in 0..#n {
                    #read
                    #forward
                    #work[#stage][#i] = #operand;
                }
                #ad::rules::batch::#function(&mut #work[#stage][..#n]);
            });
            self.computed.insert(*id, quote!(#work[#stage][#i]));
            stages += 1;
        }
        let super::joint::Joint { forward, reverse } = self.joint(&closure.body, closure.result);
        self.computed.clear();
        let (result, result_bar) = (
            self.var(closure.result).name.clone(),
            self.bar(closure.result),
        );
        let bars: Vec<Ident> = closure.params.iter().map(|id| self.bar(*id)).collect();
        let zero = self.zero();
        let rule = match summed {
            true => format_ident!("summed"),
            false => format_ident!("mapped"),
        };
        let arrays = recvs.iter().map(|(recv, _)| self.receiver(recv));
        let arrays: Vec<TokenStream> = arrays.collect();
        let (name, witness) = (self.var(derivative).name.clone(), self.witness(derivative));
        let (value, arity) = (own("mapped"), elements.len());
        quote!({
            let (#value, #name) = #ad::rules::batch::#rule::<#scalar, _, #arity, #stages>(
                [#(#arrays.view()),*],
                |#n, #xs, #work, #ys, #slopes| {
                    let #n = #ad::rules::batch::within(#n);
                    #passes
                    for #i in 0..#n {
                        #read
                        #forward
                        let #result_bar = <#scalar as #ad::Scalar>::from_f64(1.0);
                        #(let mut #bars = #zero;)*
                        #ys[#i] = #result;
                        #reverse
                        #(#slopes[#places][#i] = #bars;)*
                    }
                },
            );
            #tape.push(#witness.is(#name));
            #value
        })
    }

    pub(super) fn reverse_batched(
        &mut self,
        recvs: &[(Operand, bool)],
        derivative: VarId,
        y_bar: &TokenStream,
    ) -> TokenStream {
        let (ad, tape, bar) = (self.ad.clone(), own("tape"), own("bar"));
        let witness = self.witness(derivative);
        let parts = (0..recvs.len()).map(|k| format_ident!("part{}", k, span = Span::mixed_site()));
        let parts: Vec<Ident> = parts.collect();
        let contributions = recvs.iter().zip(&parts).map(|((recv, _), part)| {
            self.contribute(recv, quote!(#ad::rules::batch::scaled(#part, &#bar)))
        });
        let contributions: Vec<TokenStream> = contributions.collect();
        quote!({
            let [#(#parts),*] = #witness.pop(#tape);
            let #bar = #y_bar;
            if !#ad::Cotangent::is_zero(&#bar) { #(#contributions)* }
        })
    }
}
