//! Methods that give an `Option` and change their receiver: `v.pop()`, `o.take()`.

use super::Lower;
use crate::ir::{Dst, Op, Operand, Place, Proj, Use};
use crate::ty::Ty;
use syn::{Expr, ExprMethodCall, parse_quote};

impl Lower<'_> {
    /// `v.pop()` as `if v.is_empty() { None } else { Some(v.pop().unwrap()) }`.
    pub(super) fn popped(&mut self, m: &ExprMethodCall) -> Option<(Op, Ty)> {
        if m.method != "pop" || !m.args.is_empty() || !self.is_place(&m.receiver) {
            return None;
        }
        let (v, ad) = (&m.receiver, self.root);
        let spelled: Expr = parse_quote! {
            if #v.is_empty() { #ad::__private::None } else { #ad::__private::Some(#m.unwrap()) }
        };
        let ty = Ty::Option(Box::new(self.sketch(v).element()));
        let out = self.temp("out", ty.clone(), true);
        self.expr_into(&spelled, super::expr::Into::Let(out));
        Some((Op::Use(Operand::Place(self.whole(out), Use::Value)), ty))
    }

    /// `o.take()`, `o.replace(x)` of an `Option`: the old value, with a new one
    /// in its place.
    pub(super) fn exchanged(&mut self, m: &ExprMethodCall) -> Option<(Op, Ty)> {
        let (name, ad) = (m.method.to_string(), self.root);
        let new: Expr = match (name.as_str(), m.args.first()) {
            ("take", None) => parse_quote!(#ad::__private::None),
            ("replace", Some(new)) if m.args.len() == 1 => parse_quote!(#ad::__private::Some(#new)),
            _ => return None,
        };
        let mut place: Place = self.place(&m.receiver)?;
        while place.ty.is_reference() {
            place.ty = place.ty.referent();
            place.proj.push(Proj::Deref);
        }
        self.freeze(&mut place);
        let ty = place.ty.clone();
        let op = if name == "take" {
            Op::Opaque(self.verbatim(&new))
        } else {
            self.op(&new).0
        };
        let old = self.temp("old", ty.clone(), true);
        let moved = Operand::Place(place.clone(), Use::Value);
        self.define(Dst::Let(old), Op::Use(moved));
        self.define(Dst::Store(place), op);
        Some((Op::Use(Operand::Place(self.whole(old), Use::Value)), ty))
    }
}
