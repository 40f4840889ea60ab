//! Arithmetic and elementary functions of scalars.

use super::{Emitter, own};
use crate::analyse::is_active;
use crate::ir::{BinOp, Operand, VarId};
use crate::rules::{Elementary, Reads};
use crate::ty::Ty;
use proc_macro2::{Ident, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    pub(super) fn forward_elementary(
        &self,
        rule: &Elementary,
        args: &[Operand],
        path: Option<&syn::Path>,
        name: &Ident,
    ) -> TokenStream {
        let values: Vec<TokenStream> = args.iter().map(|a| self.forward_scalar(a)).collect();
        match (path, values.split_first()) {
            (Some(path), _) => quote!(#path(#(#values),*)),
            (None, Some((recv, rest))) => {
                let checked = self.is_elementwise(rule, args);
                let call = quote!(#recv.#name(#(#rest),*));
                match checked {
                    Some(check) => quote!({ #check #call }),
                    None => call,
                }
            }
            (None, None) => TokenStream::new(),
        }
    }

    /// Has rustc check that a method without a derivative isn't one of a type of the user's. Of the others
    /// the reverse sweep calls the rule, which is there for numbers and arrays alone.
    fn is_elementwise(&self, rule: &Elementary, args: &[Operand]) -> Option<TokenStream> {
        let Some(Operand::Place(place, _)) = args.first() else {
            return None;
        };
        let unknown = rule.reads == Reads::Nothing && *place.ty.behind() == Ty::Unknown;
        unknown.then(|| {
            let (ad, source) = (&self.ad, self.source(place));
            quote!(#ad::is_elementwise(&#source);)
        })
    }

    /// A scalar operand by value in the forward sweep.
    pub(super) fn forward_scalar(&self, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Place(place, _) => {
                let source = self.source(place);
                if place.ty.is_reference() {
                    quote!((*#source))
                } else {
                    source
                }
            }
            Operand::Inactive(v) => super::operand::number(v),
        }
    }

    pub(super) fn binary_scalar(
        &self,
        kind: BinOp,
        a: &Operand,
        b: &Operand,
        y_bar: &TokenStream,
    ) -> TokenStream {
        let ad = &self.ad;
        let (left, right) = (is_active(self.body, a), is_active(self.body, b));
        let (x, y) = (self.scalar_operand(a), self.scalar_operand(b));
        let (a_bar, b_bar) = match kind {
            BinOp::Add => (quote!(#y_bar), quote!(#y_bar)),
            BinOp::Sub => (quote!(#y_bar), quote!(-#y_bar)),
            BinOp::Mul => (quote!(#y_bar * #y), quote!(#y_bar * #x)),
            BinOp::Div => (quote!(#y_bar / #y), quote!(-(#y_bar / #y * (#x / #y)))),
            BinOp::Rem => (quote!(#y_bar), quote!(#ad::rem_vjp(#x, #y, #y_bar).1)),
        };
        let first = if left {
            self.pass_on(a, a_bar)
        } else {
            TokenStream::new()
        };
        let second = if right {
            self.pass_on(b, b_bar)
        } else {
            TokenStream::new()
        };
        quote!(#first #second)
    }

    pub(super) fn elementary(
        &self,
        rule: &Elementary,
        args: &[Operand],
        path: Option<&syn::Path>,
        name: &Ident,
        y_bar: &TokenStream,
        result: &[VarId],
    ) -> TokenStream {
        let ad = &self.ad;
        if rule.reads == Reads::Nothing {
            return TokenStream::new();
        }
        let mut values: Vec<TokenStream> = args.iter().map(|a| self.scalar_operand(a)).collect();
        // An array is read in place.
        let lent = match args.first().map(Operand::ty) {
            Some(ty) if ty.is_ndarray() || *ty == Ty::Unknown => quote!(&),
            _ => TokenStream::new(),
        };
        if rule.reads == Reads::Result {
            let vjp = format_ident!("{}_vjp_y", rule.name);
            let y = match result {
                [id] => {
                    let name = &self.var(*id).name;
                    quote!(#name)
                }
                _ => self.evaluate(&values, path, name),
            };
            return args
                .first()
                .map(|x| self.pass_on(x, quote!(#ad::#vjp(#lent #y, #y_bar))))
                .unwrap_or_default();
        }
        if rule.name == "sin_cos" {
            let y = match result {
                [sine, cosine] => {
                    let (sine, cosine) = (&self.var(*sine).name, &self.var(*cosine).name);
                    quote!((#sine, #cosine))
                }
                _ => self.evaluate(&values, path, name),
            };
            return args
                .first()
                .map(|x| self.pass_on(x, quote!(#ad::sin_cos_vjp_y(#y, #y_bar))))
                .unwrap_or_default();
        }
        if let Some(first) = values.first_mut() {
            *first = quote!(#lent #first);
        }
        let vjp = format_ident!("{}_vjp", rule.name);
        let call = quote!(#ad::#vjp(#(#values,)* #y_bar));
        if rule.floats == 1 {
            return args
                .first()
                .map(|x| self.pass_on(x, call))
                .unwrap_or_default();
        }
        let active: Vec<usize> = (0..rule.floats.min(args.len()))
            .filter(|i| is_active(self.body, &args[*i]))
            .collect();
        let parts = own("parts");
        let contributions = active.iter().map(|i| {
            let part = syn::Index::from(*i);
            self.pass_on(&args[*i], quote!(#parts.#part))
        });
        quote!(let #parts = #call; #(#contributions)*)
    }

    fn evaluate(
        &self,
        values: &[TokenStream],
        path: Option<&syn::Path>,
        name: &Ident,
    ) -> TokenStream {
        match (path, values.split_first()) {
            (Some(path), _) => quote!(#path(#(#values),*)),
            (None, Some((recv, rest))) => quote!(#recv.#name(#(#rest),*)),
            (None, None) => TokenStream::new(),
        }
    }
}
