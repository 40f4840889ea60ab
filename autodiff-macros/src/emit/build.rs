//! Arrays made of their parts, and the way back to these.

use super::{Emitter, own, tokens_of};
use crate::analyse::is_active;
use crate::ir::Operand;
use crate::rules::Constructor;
use proc_macro2::TokenStream;

impl Emitter<'_> {
    pub(super) fn forward_construct(
        &self,
        rule: Constructor,
        path: &syn::Path,
        args: &[Operand],
        unwrap: Option<&syn::ExprMethodCall>,
    ) -> TokenStream {
        let unwrap = unwrap.map(|m| {
            let (method, args) = (&m.method, &m.args);
            quote!(.#method(#args))
        });
        let Some((axis, parts)) = joined(rule, args) else {
            let args = args.iter().map(|a| self.forward_value(a));
            return quote!(#path(#(#args),*) #unwrap);
        };
        let axis = self.forward_value(axis);
        let parts = parts.iter().map(|part| match part {
            Operand::Place(place, _) => {
                let source = self.source(place);
                quote!(#source.view())
            }
            Operand::Inactive(v) => {
                let expr = tokens_of(v);
                quote!((#expr).view())
            }
        });
        quote!(#path(#axis, &[#(#parts),*]) #unwrap)
    }

    /// The adjoint, of the cotangent that is bound around it.
    pub(super) fn reverse_construct(&self, rule: Constructor, args: &[Operand]) -> TokenStream {
        let (ad, bar) = (&self.ad, own("bar"));
        if let Some((axis, parts)) = joined(rule, args) {
            return self.taken_apart(rule, axis, parts, args.last());
        }
        match (rule, args) {
            (Constructor::FromElem, [_, item]) => {
                self.contribute(item, quote!(#ad::rules::from_elem_vjp(&#bar)))
            }
            (Constructor::FromDiagElem, [_, item]) => {
                self.contribute(item, quote!(#bar.diag().sum()))
            }
            (Constructor::FromDiag, [diagonal]) => {
                self.contribute(diagonal, quote!(#bar.diag().to_owned()))
            }
            (Constructor::Linspace, [start, end, ..]) => {
                let first = self.contribute(start, quote!(#ad::rules::linspace_vjp(&#bar).0));
                let second = self.contribute(end, quote!(#ad::rules::linspace_vjp(&#bar).1));
                quote!(#first #second)
            }
            (Constructor::FromShapeVec, [_, items]) => {
                self.contribute(items, quote!(#ad::rules::elements(#bar)))
            }
            (Constructor::Boxed, [item]) => self.contribute(item, quote!(*#bar)),
            (Constructor::FromVec, [items]) => self.contribute(items, quote!(#bar)),
            _ => TokenStream::new(),
        }
    }

    fn taken_apart(
        &self,
        rule: Constructor,
        axis: &Operand,
        parts: &[Operand],
        lengths: Option<&Operand>,
    ) -> TokenStream {
        let (bar, start) = (own("bar"), own("start"));
        let axis = self.value_operand(axis);
        let lengths = lengths.map(|l| self.value_operand(l));
        let mut tokens = TokenStream::new();
        for (i, part) in parts.iter().enumerate() {
            let value = match rule {
                Constructor::Stack => quote!(#bar.index_axis(#axis, #i).to_owned()),
                _ => {
                    let ad = &self.ad;
                    quote!(#ad::rules::stretch(&#bar, #axis, #start, #lengths[#i]))
                }
            };
            if is_active(self.body, part) {
                tokens.extend(self.contribute(part, value));
            }
            if rule == Constructor::Concatenate {
                tokens.extend(quote!(#start += #lengths[#i];));
            }
        }
        if rule == Constructor::Concatenate {
            return quote!(let mut #start = 0_usize; #tokens let _ = #start;);
        }
        tokens
    }
}

/// The axis and the arrays that are put together along it.
fn joined(rule: Constructor, args: &[Operand]) -> Option<(&Operand, &[Operand])> {
    let (axis, rest) = args.split_first()?;
    match rule {
        Constructor::Stack => Some((axis, rest)),
        Constructor::Concatenate => rest.split_last().map(|(_, parts)| (axis, parts)),
        _ => None,
    }
}
