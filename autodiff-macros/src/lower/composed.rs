//! Methods that are made of others: what they add or overwrite is a copy of
//! something that is already there.

use super::Lower;
use crate::activity::strip;
use crate::ir::{Dst, Op, Operand, Place, Proj, Use, VarId, Verbatim};
use crate::rules::{self, Mutator};
use crate::ty::Ty;
use proc_macro2::Span;
use quote::format_ident;
use syn::{Expr, ExprMethodCall};

impl Lower<'_> {
    /// `v.append(&mut w)`: `v.extend_from_slice(&w); w.clear();`
    pub(super) fn append(&mut self, m: &ExprMethodCall) {
        let other = &m.args[0];
        let span = m.method.span();
        if !self.activity.expr(other) {
            let arg = Operand::Inactive(self.verbatim(other));
            let Some(recv) = self.receiver(m) else { return };
            let added = self.bare(Mutator::Extend, recv, Some(arg), None, m.method.clone());
            return self.emit_mutation(added);
        }
        if let Expr::Reference(r) = strip(other)
            && let Expr::Block(_) | Expr::Call(_) | Expr::Macro(_) | Expr::MethodCall(_) =
                strip(&r.expr)
        {
            // Nobody sees what becomes of it.
            let Some(recv) = self.receiver(m) else { return };
            let arg = match self.operand(&r.expr) {
                Operand::Place(place, Use::Value) => Operand::Place(place, Use::Ref),
                operand => operand,
            };
            return self.extend(recv, arg, span);
        }
        let (recv, other) = (self.receiver(m), self.lent(other));
        let (Some(recv), Some(other)) = (recv, other) else {
            self.errors.at(
                &m.args[0],
                "`append` is supported on `&mut` of a variable or a part of one",
            );
            return;
        };
        let arg = Operand::Place(other.clone(), Use::Ref);
        self.extend(recv, arg, span);
        let method = format_ident!("clear", span = span);
        let cleared = self.bare(Mutator::Clear, other, None, None, method);
        self.emit_mutation(cleared);
    }

    /// `v.extend_from_within(a..b)`: a copy of the part is added.
    pub(super) fn extend_from_within(&mut self, m: &ExprMethodCall) {
        let Some(part) = self.part_copied(m) else {
            return;
        };
        let Some(recv) = self.receiver(m) else { return };
        let arg = Operand::Place(self.whole(part), Use::Ref);
        self.extend(recv, arg, m.method.span());
    }

    /// `recv.extend_from_slice(arg)`
    fn extend(&mut self, recv: Place, arg: Operand, span: Span) {
        let method = format_ident!("extend_from_slice", span = span);
        let added = self.bare(Mutator::Extend, recv, Some(arg), None, method);
        self.emit_mutation(added);
    }

    /// `v.copy_within(a..b, i)`: a copy of the part overwrites as many elements.
    pub(super) fn copy_within(&mut self, m: &ExprMethodCall) {
        let Some(part) = self.part_copied(m) else {
            return;
        };
        let start = self.once(&m.args[1]);
        let (from, copied) = (&start.expr, &self.var(part).name);
        let end = self.once(&syn::parse_quote!(#from + #copied.len()));
        let Some(mut recv) = self.receiver(m) else {
            return;
        };
        let (from, to) = (&start.expr, &end.expr);
        recv.ty = recv.ty.range();
        recv.proj.push(Proj::Range(Verbatim {
            expr: syn::parse_quote!(#from..#to),
            reads: start.reads.union(&end.reads).copied().collect(),
            pure: true,
            ty: Ty::Unknown,
        }));
        let arg = Operand::Place(self.whole(part), Use::Ref);
        let method = format_ident!("clone_from_slice", span = m.method.span());
        let copied = self.bare(Mutator::Assign, recv, Some(arg), None, method);
        self.emit_mutation(copied);
    }

    /// A copy of the part of the receiver that the first argument names.
    fn part_copied(&mut self, m: &ExprMethodCall) -> Option<VarId> {
        let (receiver, range) = (&m.receiver, &m.args[0]);
        if !self.is_repeatable(receiver) {
            self.errors.at(
                receiver,
                format!("`{}` is supported on a variable or a part of one: bind this by `let mut` first", m.method),
            );
            return None;
        }
        let mut at = strip(range).clone();
        if let Expr::Range(range) = &mut at {
            // An open range can't go to the tape, its bounds can.
            for bound in range.start.iter_mut().chain(&mut range.end) {
                **bound = self.once(bound).expr;
            }
        } else {
            let fixed = self.once(range).expr;
            let root = self.root;
            at = syn::parse_quote!(#root::__private::Clone::clone(&#fixed));
        }
        let mut part = self.place(receiver)?;
        part.proj.push(Proj::Range(Verbatim {
            reads: self.reads(quote::ToTokens::to_token_stream(&at)),
            expr: at,
            pure: true,
            ty: Ty::Unknown,
        }));
        let item = part.ty.element();
        part.ty = part.ty.range();
        let copied = self.temp("part", Ty::Vec(Box::new(item)), true);
        self.define(
            Dst::Let(copied),
            Op::Method {
                rule: rules::Method::Copy,
                name: format_ident!("to_vec", span = m.method.span()),
                recv: Operand::Place(part, Use::Value),
                args: Vec::new(),
                generics: None,
                unwrap: None,
                array: None,
            },
        );
        Some(copied)
    }

    /// Whether a place expression may be evaluated twice.
    fn is_repeatable(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(_) => self.is_place(expr),
            Expr::Paren(e) => self.is_repeatable(&e.expr),
            Expr::Group(e) => self.is_repeatable(&e.expr),
            Expr::Field(e) => self.is_repeatable(&e.base),
            Expr::Unary(e) => self.is_place(expr) && self.is_repeatable(&e.expr),
            Expr::Index(e) => self.is_repeatable(&e.expr) && self.is_pure(&e.index),
            _ => false,
        }
    }
}
