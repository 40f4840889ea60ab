//! Operators between operands of unknown types: rules found by traits.

use super::{Emitter, own, tokens_of};
use crate::analyse::is_active;
use crate::ir::{BinOp, Operand, Place, Residual, Use, VarId};
use proc_macro2::TokenStream;

impl Emitter<'_> {
    /// The operator as a type of the core crate.
    fn operator_type(&self, kind: BinOp) -> TokenStream {
        let ad = &self.ad;
        match kind {
            BinOp::Add => quote!(#ad::op::Add),
            BinOp::Sub => quote!(#ad::op::Sub),
            BinOp::Mul => quote!(#ad::op::Mul),
            BinOp::Div => quote!(#ad::op::Div),
            BinOp::Rem => quote!(#ad::op::Rem),
        }
    }

    /// The residual, taken before the operator runs.
    pub(super) fn residual(&mut self, var: VarId, of: &Residual) -> TokenStream {
        let (witness, name) = (self.witness(var), self.var(var).name.clone());
        let ad = self.ad.clone();
        let value = match of {
            Residual::Binary(kind, a, b) => {
                let op = self.operator_type(*kind);
                let (a, b) = (self.source_as_written(a), self.source_as_written(b));
                quote!(#ad::residual::<#op, _, _>(#a, #b))
            }
            Residual::Neg(a) => {
                let a = self.source_as_written(a);
                quote!(#ad::unary_residual(#a))
            }
            Residual::Shape(of) => {
                let of = self.source_as_written(of);
                quote!(#ad::for_shape(#of))
            }
            Residual::Update(kind, place, value) => {
                let op = self.operator_type(*kind);
                let (target, value) = (self.source(place), self.source_as_written(value));
                quote!(#ad::update_residual::<#op, _, _>(&#target, #value))
            }
        };
        quote!(let #name = #witness.is(#value);)
    }

    /// A reference to an operand in the forward sweep, of the type that the
    /// operator sees.
    fn source_as_written(&self, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Place(place, how) => {
                let source = self.source(place);
                as_written(&source, *how)
            }
            Operand::Inactive(v) => {
                let expr = tokens_of(v);
                quote!(&(#expr))
            }
        }
    }

    /// The same in the reverse sweep.
    fn primal_as_written(&self, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Place(place, how) => {
                let primal = self.primal(place);
                as_written(&primal, *how)
            }
            Operand::Inactive(v) => {
                let expr = tokens_of(v);
                quote!(&(#expr))
            }
        }
    }

    /// The adjoint of `a op b`.
    pub(super) fn dispatched(
        &self,
        kind: BinOp,
        a: &Operand,
        b: &Operand,
        residual: Option<VarId>,
    ) -> TokenStream {
        let ad = &self.ad;
        let (left, right) = (is_active(self.body, a), is_active(self.body, b));
        let (left_bar, right_bar, y_bar) = (own("left"), own("right"), own("bar"));
        let residual = residual.map(|var| &self.var(var).name);
        let bars = match residual {
            Some(name) if matches!(kind, BinOp::Add | BinOp::Sub) => {
                quote!(#ad::pull(#name, #y_bar, (#left, #right)))
            }
            _ => {
                let op = self.operator_type(kind);
                // What is kept for its shape is the one active operand.
                let [a, b] = [(a, left), (b, right)].map(|(operand, active)| match residual {
                    Some(name) if active => quote!(#name.stand_in()),
                    _ => self.primal_as_written(operand),
                });
                quote!(#ad::pullback::<#op, _, _>(#a, #b, #y_bar, (#left, #right)))
            }
        };
        let first = self.contribute(a, quote!(#left_bar));
        let second = self.contribute(b, quote!(#right_bar));
        quote!(let (#left_bar, #right_bar) = #bars; #first #second)
    }

    /// The adjoint of `-a`.
    pub(super) fn dispatched_neg(&self, operand: &Operand, residual: VarId) -> TokenStream {
        let (ad, name) = (&self.ad, &self.var(residual).name);
        let y_bar = own("bar");
        self.contribute(operand, quote!(#ad::unary_pull(#name, #y_bar)))
    }

    /// The adjoint of `place op= value`.
    pub(super) fn dispatched_update(
        &self,
        place: &Place,
        value: &Operand,
        residual: VarId,
    ) -> TokenStream {
        let (ad, name) = (&self.ad, &self.var(residual).name);
        let (target, right) = (self.bar_target(place), own("right"));
        let wanted = is_active(self.body, value);
        let contribution = self.contribute(value, quote!(#right));
        quote!(let #right = #ad::update_pull(#name, #target, #wanted); #contribution)
    }
}

fn as_written(expr: &TokenStream, how: Use) -> TokenStream {
    match how {
        Use::Value => quote!(&#expr),
        Use::Ref | Use::RefMut => quote!(&&#expr),
    }
}
