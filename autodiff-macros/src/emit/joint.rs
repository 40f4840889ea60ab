//! Straight-line code and its reverse, one after the other in one scope: values
//! stay in local variables, nothing goes through a tape.

use super::Emitter;
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
        let mut forward = TokenStream::new();
        let mut bars = TokenStream::new();
        let mut backwards: Vec<TokenStream> = Vec::new();
        for (i, stmt) in block.stmts.iter().enumerate() {
            let _located = super::Located::at(stmt.span);
            self.locate_root();
            match &stmt.kind {
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
                    forward.extend(quote!(let #mutable #name #annotation = #value;));
                    if !self.is_active(*id) {
                        continue;
                    }
                    let bar = self.bar(*id);
                    if *id != result {
                        bars.extend(self.declare_bar(*id));
                        // The value may be moved before the reverse asks for its shape.
                        if self.facts.shaped.contains(id) && !self.is_float(*id) {
                            let (ad, shape) = (
                                &self.ad,
                                format_ident!("{}_shape", name, span = Span::mixed_site()),
                            );
                            forward.extend(quote!(let #shape = #ad::shape(&#name);));
                            bars.extend(quote!(#ad::materialise(&mut #bar, &#shape);));
                        }
                    }
                    let float = self.is_float(*id);
                    backwards.push(self.reverse_op(
                        stmt.id,
                        op,
                        *shapes,
                        quote!(#bar),
                        float,
                        &[*id],
                    ));
                }
                StmtKind::Def {
                    dst: Dst::Store(_) | Dst::Update(..),
                    ..
                } => {
                    self.joined = true;
                    let fragment = self.stmt(stmt, block, i);
                    self.joined = false;
                    forward.extend(fragment.forward);
                    backwards.push(fragment.reverse);
                }
                StmtKind::Residual { var, of } => forward.extend(self.residual(*var, of)),
                StmtKind::Shape { var, of } => {
                    let (shape, name) = (self.shape_at(of), &self.var(*var).name);
                    forward.extend(quote!(let #name = #shape;));
                }
                StmtKind::Kept { var, of, active } => {
                    let name = &self.var(*var).name;
                    let value = self.kept_of(&quote!(#of), *active);
                    forward.extend(quote!(let #name = #value;));
                }
                StmtKind::Effect(source, reads) => {
                    forward.extend(self.guard(reads, &quote!(#source)))
                }
                _ => {}
            }
        }
        backwards.reverse();
        Joint {
            forward,
            reverse: quote!(#bars #(#backwards)*),
        }
    }
}
