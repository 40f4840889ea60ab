//! The statements of a loop with lanes: which are plain enough, and what they and their reverses
//! touch.

use super::CHUNK;
use crate::analyse::{is_active, operands};
use crate::ir::{BinOp, Block, Body, Dst, Op, Operand, Place, Scrutinee, Stmt, StmtKind, Var};
use crate::ty::Ty;
use quote::ToTokens;
use syn::Expr;

/// What the reverse of a statement does to a cotangent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Add,
    Change,
}

/// Whether the source says that there are fewer trips than fill a register: such a loop is unrolled, and
/// better off without windows and sums of many lanes.
pub(super) fn is_short(range: &Expr) -> bool {
    let Expr::Range(range) = range else {
        return false;
    };
    match (range.start.as_deref(), range.end.as_deref()) {
        (Some(start), Some(end)) => match (literal(start), literal(end)) {
            (Some(start), Some(end)) => end.saturating_sub(start) < CHUNK,
            _ => false,
        },
        _ => false,
    }
}

fn literal(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Lit(lit) => match &lit.lit {
            syn::Lit::Int(int) => int.base10_parse().ok(),
            _ => None,
        },
        Expr::Paren(inner) => literal(&inner.expr),
        Expr::Group(inner) => literal(&inner.expr),
        _ => None,
    }
}

/// Whether a statement is scalar code whose reverse is known here in full.
fn is_plain(vars: &[Var], stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Def { dst, op, .. } => {
            let scalar = |o: &Operand| o.ty().is_scalar();
            match dst {
                Dst::Let(id) | Dst::Init(id) => {
                    vars[id.0].ty.is_scalar()
                        && vars[id.0].alias.is_none()
                        && match op {
                            Op::Opaque(_) => true,
                            Op::Use(o) | Op::Neg(o) | Op::Cast(o, _) => scalar(o),
                            Op::Binary(_, a, b) => scalar(a) && scalar(b),
                            Op::Elementary { args, .. } | Op::Sloped { args, .. } => {
                                args.iter().all(scalar)
                            }
                            _ => false,
                        }
                }
                Dst::Store(place) | Dst::Update(_, place) => {
                    place.ty.is_scalar()
                        && match op {
                            Op::Opaque(_) => true,
                            Op::Use(o) => scalar(o),
                            _ => false,
                        }
                }
                _ => false,
            }
        }
        StmtKind::Alias { var, .. } => matches!(vars[var.0].ty, Ty::Ref(_) | Ty::RefMut(_)),
        StmtKind::Declare(id) => vars[id.0].ty.is_scalar() && vars[id.0].alias.is_none(),
        StmtKind::Block(block) => is_plain_block(vars, block),
        StmtKind::Branch(branch) => {
            matches!(branch.scrutinee, None | Some(Scrutinee::Inactive(_)))
                && branch.arms.iter().all(|arm| {
                    let binds = arm.pat.iter().any(|(_, bound)| !bound.is_empty());
                    !binds && is_plain_block(vars, &arm.block)
                })
        }
        _ => false,
    }
}

pub(super) fn is_plain_block(vars: &[Var], block: &Block) -> bool {
    block.stmts.iter().all(|stmt| is_plain(vars, stmt))
}

/// Whether `expr` is a sum with the variable `name` as one of its terms.
pub(super) fn is_term(expr: &Expr, name: &str) -> bool {
    let mentions = |expr: &Expr| crate::names::mentions(expr.to_token_stream(), name);
    match expr {
        Expr::Paren(e) => is_term(&e.expr, name),
        Expr::Path(_) => crate::activity::variable(expr).is_some_and(|variable| variable == name),
        Expr::Binary(b) => match b.op {
            syn::BinOp::Add(_) => {
                is_term(&b.left, name) && !mentions(&b.right)
                    || is_term(&b.right, name) && !mentions(&b.left)
            }
            syn::BinOp::Sub(_) => is_term(&b.left, name) && !mentions(&b.right),
            _ => false,
        },
        _ => false,
    }
}

/// The place that a statement changes.
pub(super) fn target(stmt: &Stmt) -> Option<&Place> {
    match &stmt.kind {
        StmtKind::Def {
            dst: Dst::Store(place) | Dst::Update(_, place),
            ..
        } => Some(place),
        _ => None,
    }
}

/// The places in a statement.
pub(super) fn places(stmt: &Stmt) -> Vec<&Place> {
    let StmtKind::Def { op, .. } = &stmt.kind else {
        return Vec::new();
    };
    let operands = operands(op).into_iter().filter_map(|o| match o {
        Operand::Place(place, _) => Some(place),
        Operand::Inactive(_) => None,
    });
    operands.chain(target(stmt)).collect()
}

/// What the reverse of a plain statement does to cotangents.
pub(super) fn accesses<'s>(body: &Body, stmt: &'s Stmt) -> Vec<(&'s Place, Access)> {
    let StmtKind::Def { dst, op, .. } = &stmt.kind else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let operands = operands(op).into_iter().filter_map(|o| match o {
        Operand::Place(place, _) if is_active(body, o) => Some((place, Access::Add)),
        _ => None,
    });
    match dst {
        Dst::Let(id) | Dst::Init(id) if body.vars[id.0].active => found.extend(operands),
        Dst::Store(place) if body.vars[place.root.0].active => {
            found.push((place, Access::Change));
            found.extend(operands);
        }
        Dst::Update(kind, place) if body.vars[place.root.0].active => {
            let access = match kind {
                BinOp::Add | BinOp::Sub => Access::Read,
                BinOp::Mul | BinOp::Div | BinOp::Rem => Access::Change,
            };
            found.push((place, access));
            found.extend(operands);
        }
        _ => {}
    }
    found
}
