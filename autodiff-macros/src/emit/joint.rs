//! Straight-line code and its reverse, one after the other in one scope: values
//! stay in local variables, nothing goes through a tape.

use super::{Emitter, Fragment};
use crate::ir::{Block, Body, BoundBy, Dst, Op, Operand, StmtKind, Use, VarId};
use crate::parse::Passing;
use crate::rules::Method;
use crate::ty::Ty;
use proc_macro2::{Span, TokenStream};
use quote::format_ident;

/// The two halves of straight-line code.
pub(super) struct Joint {
    pub(super) forward: TokenStream,
    pub(super) reverse: TokenStream,
}

impl Joint {
    /// Both halves in a row.
    pub(super) fn concat(self) -> TokenStream {
        let Joint { forward, reverse } = self;
        quote!(#forward #reverse)
    }
}

/// Whether a function is straight-line code over scalars.
pub(super) fn is_straight(body: &Body, passings: &[Passing]) -> bool {
    passings.iter().all(|p| *p == Passing::Scalar)
        && body.vars[body.result.0].ty == Ty::Float
        && is_joinable(body, &body.block)
}

/// Whether a block is straight-line code over scalars.
pub(super) fn is_joinable(body: &Body, block: &Block) -> bool {
    block.stmts.iter().all(|stmt| match &stmt.kind {
        StmtKind::Def {
            dst: Dst::Let(id) | Dst::Init(id),
            op,
            bound: BoundBy::Let,
            ..
        } => {
            matches!(
                body.vars[id.0].ty,
                Ty::Float | Ty::Int | Ty::Bool | Ty::Unknown
            ) && !matches!(op, Op::Map { .. } | Op::List { .. } | Op::Repeat { .. })
                && !matches!(
                    op,
                    Op::Method { rule, .. } if !matches!(rule, Method::Copy | Method::Unwrap)
                )
                && !crate::analyse::operands(op)
                    .into_iter()
                    .any(|o| matches!(o, Operand::Place(_, Use::RefMut)))
        }
        StmtKind::Def {
            dst: Dst::Store(place) | Dst::Update(_, place),
            op,
            ..
        } => {
            place.is_whole()
                && body.vars[place.root.0].alias.is_none()
                && matches!(place.ty, Ty::Float | Ty::Int | Ty::Bool)
                && matches!(op, Op::Use(_) | Op::Opaque(_))
        }
        StmtKind::Shape { .. }
        | StmtKind::Residual { .. }
        | StmtKind::Kept { .. }
        | StmtKind::Effect(..) => true,
        _ => false,
    })
}

impl Emitter<'_> {
    /// Emits `block`, whose statements [`is_straight`] accepts. The cotangent of
    /// `result` is declared around it.
    pub(super) fn joint(&mut self, block: &Block, result: VarId) -> Joint {
        self.forget_firsts(&block.stmts);
        let outer = self.enter_firsts(&block.stmts);
        self.name_bar(result);
        let (mut forwards, mut bars) = (Vec::new(), Vec::new());
        let mut reverse = TokenStream::new();
        for (i, stmt) in block.stmts.iter().enumerate().rev() {
            let _located = super::Located::at(stmt.span);
            self.locate_root();
            let fragment = self.joint_stmt(block, i);
            forwards.push(fragment.forward);
            reverse.extend(fragment.reverse);
            if let StmtKind::Def {
                dst: Dst::Let(id) | Dst::Init(id),
                ..
            } = &stmt.kind
                && self.is_active(*id)
                && *id != result
            {
                let (shape, bar) = self.joint_bar(*id);
                forwards.insert(forwards.len() - 1, shape);
                bars.push(bar);
            }
        }
        self.leave_firsts(outer);
        forwards.reverse();
        bars.reverse();
        Joint {
            forward: quote!(#(#forwards)*),
            reverse: quote!(#(#bars)* #reverse),
        }
    }

    fn joint_stmt(&mut self, block: &Block, i: usize) -> Fragment {
        let stmt = &block.stmts[i];
        let forward = match &stmt.kind {
            StmtKind::Def {
                dst: Dst::Let(id) | Dst::Init(id),
                op,
                shapes,
                user_ty,
                ..
            } => {
                let value = match self.computed.get(id) {
                    Some(value) => value.clone(),
                    None => self.forward_op(op, stmt.id),
                };
                let value = self.witnessed(*id, value);
                let name = self.var(*id).name.clone();
                let annotation = user_ty.as_ref().map(|ty| quote!(: #ty));
                let mutable = if self.var(*id).mutable {
                    quote!(mut)
                } else {
                    TokenStream::new()
                };
                let forward = quote!(let #mutable #name #annotation = #value;);
                let (bar, float) = (self.bar(*id), self.is_float(*id));
                let reverse = if self.is_active(*id) {
                    self.reverse_op(stmt.id, op, *shapes, quote!(#bar), float, &[*id])
                } else {
                    TokenStream::new()
                };
                return Fragment { forward, reverse };
            }
            StmtKind::Def {
                dst: Dst::Store(_) | Dst::Update(..),
                ..
            } => {
                self.joined = true;
                let fragment = self.stmt(stmt, block, i);
                self.joined = false;
                return fragment;
            }
            StmtKind::Residual { var, of } => self.residual(*var, of),
            StmtKind::Shape { var, of } => {
                let (shape, name) = (self.shape_at(of), &self.var(*var).name);
                quote!(let #name = #shape;)
            }
            StmtKind::Kept { var, of, active } => {
                let name = &self.var(*var).name;
                let value = self.kept_of(&quote!(#of), *active);
                quote!(let #name = #value;)
            }
            StmtKind::Effect(source, reads) => self.effect(source, reads),
            _ => TokenStream::new(),
        };
        Fragment {
            forward,
            reverse: TokenStream::new(),
        }
    }

    /// The cotangent of a variable of straight-line code, and what has to be taken of the variable
    /// before: its value may be moved before the reverse asks for its shape.
    fn joint_bar(&mut self, id: VarId) -> (TokenStream, TokenStream) {
        let declared = self.declare_bar(id);
        if !self.facts.shaped.contains(&id) || self.is_float(id) {
            return (TokenStream::new(), declared);
        }
        let (ad, bar, name) = (&self.ad, self.bar(id), &self.var(id).name);
        let shape = format_ident!("{}_shape", name, span = Span::mixed_site());
        (
            quote!(let #shape = #ad::shape(&#name);),
            quote!(#declared #ad::materialise(&mut #bar, &#shape);),
        )
    }
}
