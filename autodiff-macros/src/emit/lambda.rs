//! Functions handed to functions: in each sweep a closure that runs the sweep of
//! the function it stands for, on the tape of whoever calls it.
//!
//! `|x| x * k` becomes `|tape, restore, (x,)| { … }` in the forward sweep and
//! `|tape, restore, (x,), value_bar, (x_out,)| { … }` in the reverse sweep, which
//! adds to the cotangent of `k` where that is.

use super::cotangent::Shape;
use super::{Emitter, Fragment, own};
use crate::analyse::captured;
use crate::ir::{FunctionArg, Lambda, Operand, Place, Use, VarId};
use crate::parse::Passing;
use crate::ty::Ty;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;
use std::collections::BTreeSet;

/// A function argument of a call in the reverse sweep.
pub(super) struct Reverse {
    pub(super) before: TokenStream,
    pub(super) value: TokenStream,
    pub(super) after: TokenStream,
}

impl Emitter<'_> {
    /// The name under which a parameter that is a function is called.
    pub(super) fn call_name(&self, id: VarId) -> Ident {
        format_ident!("{}_call", self.var(id).name, span = Span::mixed_site())
    }

    /// The same in the reverse sweep.
    pub(super) fn back_name(&self, id: VarId) -> Ident {
        format_ident!("{}_back", self.var(id).name, span = Span::mixed_site())
    }

    pub(super) fn called(&self, id: VarId) -> TokenStream {
        let name = self.call_name(id);
        quote!((#name))
    }

    pub(super) fn called_back(&self, id: VarId) -> TokenStream {
        let name = self.back_name(id);
        quote!((#name))
    }

    /// What a call in the forward sweep is given for a function.
    pub(super) fn forward_function(&mut self, function: &FunctionArg) -> TokenStream {
        match function {
            FunctionArg::Path(path) => self.companion_itself(path, "__forward"),
            FunctionArg::Param(id, mutable) => {
                let name = self.call_name(*id);
                if *mutable {
                    quote!(&mut *#name)
                } else {
                    quote!(&*#name)
                }
            }
            FunctionArg::Closure(lambda) => {
                let Fragment { forward, .. } = self.lambda_sweeps(lambda);
                let (ad, tape, restore) = (&self.ad, own("tape"), own("restore"));
                let params = self.lambda_params(lambda);
                let value = &self.var(lambda.result).name;
                quote! {
                    |#tape: &mut #ad::Tape, #restore: u64, #params| {
                        let #value;
                        { #forward }
                        #value
                    }
                }
            }
        }
    }

    /// What a call in the reverse sweep is given for a function.
    pub(super) fn reverse_function(
        &mut self,
        function: &FunctionArg,
        number: usize,
        taken: &mut BTreeSet<VarId>,
    ) -> Reverse {
        let (mut before, mut after) = (TokenStream::new(), TokenStream::new());
        let value = match function {
            FunctionArg::Path(path) => self.companion_itself(path, "__reverse_again"),
            FunctionArg::Param(id, _) => {
                let name = self.back_name(*id);
                quote!(&mut *#name)
            }
            FunctionArg::Closure(lambda) => {
                let mut renamed = Vec::new();
                for root in captured(self.body, lambda) {
                    if taken.insert(root) {
                        continue;
                    }
                    let (open, close, name) = self.own_copy(root, number);
                    before.extend(open);
                    after.extend(close);
                    renamed.push((root, name));
                }
                let outer = self.renamed.clone();
                self.renamed.extend(renamed);
                let closure = self.reverse_closure(lambda);
                self.renamed = outer;
                closure
            }
        };
        Reverse {
            before,
            value,
            after,
        }
    }

    /// A cotangent of its own for a closure, added to that of `root` at the end.
    fn own_copy(&self, root: VarId, number: usize) -> (TokenStream, TokenStream, Ident) {
        let ad = &self.ad;
        // Beside the closure, the copy that it is a copy of may be in use.
        let name = format_ident!("{}_{}", self.bar(root), number, span = Span::mixed_site());
        let place = Place::var(root, self.var(root).ty.clone());
        let copy = self.bar_copy(&place);
        let lent = matches!(self.passing(root), Some(Passing::Ref | Passing::RefMut));
        if lent {
            let kept = format_ident!("{}_own", name, span = Span::mixed_site());
            return (
                quote!(let mut #kept = #ad::blanked(#copy); let #name = &mut #kept;),
                self.contribute_to(&place, quote!(#kept)),
                name,
            );
        }
        (
            quote!(let mut #name = #ad::blanked(#copy);),
            self.contribute_to(&place, quote!(#name)),
            name,
        )
    }

    pub(super) fn reverse_closure(&mut self, lambda: &Lambda) -> TokenStream {
        let Fragment { reverse, .. } = self.lambda_sweeps(lambda);
        let (ad, tape, restore) = (self.ad.clone(), own("tape"), own("restore"));
        let params = self.lambda_params(lambda);
        let value_bar = self.bar(lambda.result);
        let (mut outs, mut open, mut close) = (Vec::new(), TokenStream::new(), TokenStream::new());
        for id in &lambda.params {
            let out = self.out_name(*id);
            if !self.is_active(*id) {
                outs.push(quote!(_));
                continue;
            }
            outs.push(quote!(mut #out));
            if self.is_float(*id) {
                let (bar, zero) = (self.bar(*id), self.zero_of(*id));
                open.extend(quote!(let mut #bar = #zero;));
                close.extend(quote!(if let #ad::Some(out) = #out { *out += #bar; }));
            } else {
                let wanted = self.wanted(*id);
                open.extend(quote!(let #wanted = #out.is_some();));
            }
        }
        quote! {
            |#tape: &mut #ad::Tape, #restore: u64, #params, mut #value_bar, (#(#outs,)*)| {
                #open
                #reverse
                #close
            }
        }
    }

    /// Both sweeps of a closure's body.
    fn lambda_sweeps(&mut self, lambda: &Lambda) -> Fragment {
        for id in &lambda.params {
            if self.is_active(*id) && !self.is_float(*id) {
                self.gated.insert(*id);
            }
        }
        let open = std::mem::take(&mut self.open);
        let fragment = self.block(&lambda.body, super::scope::Owner::Plain, &[]);
        self.open = open;
        fragment
    }

    /// The parameters as a tuple, of the types that the closure writes: a generic function around may
    /// not tell them early enough.
    fn lambda_params(&self, lambda: &Lambda) -> TokenStream {
        let names = lambda.params.iter().map(|id| &self.var(*id).name);
        let written = lambda.types.iter().any(Option::is_some);
        let types = lambda.types.iter().map(|ty| match ty {
            Some(ty) => quote!(#ty),
            None => quote!(_),
        });
        let annotation = written.then(|| quote!(: (#(#types,)*)));
        quote!((#(#names,)*) #annotation)
    }

    fn out_name(&self, id: VarId) -> Ident {
        format_ident!("{}_out", self.var(id).name, span = Span::mixed_site())
    }

    /// The lent cotangent of a closure's parameter.
    pub(super) fn gated_bar(&self, id: VarId) -> (TokenStream, Shape) {
        let (ad, out) = (&self.ad, self.out_name(id));
        let lent = quote!((*#ad::lent(&mut #out)));
        match &self.var(id).ty {
            Ty::View(_) => (lent, Shape::View),
            Ty::Unknown => (lent, Shape::Value),
            ty if matches!(ty.behind(), Ty::Slice(_)) => (quote!((*#lent)), Shape::Slice),
            _ => (quote!((*#lent)), Shape::Value),
        }
    }

    /// An argument as it is given again to a parameter that is a function: whole.
    pub(super) fn given_whole(&self, arg: &Operand) -> TokenStream {
        let ad = &self.ad;
        match arg {
            Operand::Place(place, Use::Value)
                if !place.ty.is_reference() && !matches!(place.ty, Ty::View(_)) =>
            {
                let value = self.primal(place);
                quote!(#ad::Clone::clone(&#value))
            }
            Operand::Inactive(v) if !v.ty.is_copy() => {
                let expr = super::tokens_of(v);
                quote!(#ad::Clone::clone(&(#expr)))
            }
            other => self.given_again(other, None),
        }
    }
}
