//! Which parameters' lent cotangents have to be full from the start of the reverse
//! sweep.
//!
//! A caller lends the zero without memory for an array, see `Differentiable::__lent_zero`.
//! A whole contribution is moved in; a part can only be added to what is full.

use super::needs::bar_root;
use super::{each, operands};
use crate::ir::{Body, Callee, Dst, Op, Operand, Place, Proj, StmtKind, Use, VarId};
use crate::ty::Ty;
use std::collections::HashSet;

/// The variables of reference types, parameters among them, whose cotangents are
/// reached in any way but by contributions to the whole or by being lent on.
pub(super) fn settled(body: &Body) -> HashSet<VarId> {
    let mut found = HashSet::new();
    let mut calls_back = false;
    each(&body.block, &mut |stmt| {
        let mut reached = |place: &Place| {
            found.insert(bar_root(body, place));
        };
        match &stmt.kind {
            StmtKind::Def { dst, op, .. } => {
                if let Dst::Store(place) | Dst::Update(_, place) = dst {
                    reached(place);
                }
                calls_back |= calls_function(op);
                let contributes = contributes(op);
                for operand in operands(op) {
                    if let Operand::Place(place, how) = operand
                        && !(contributes && *how != Use::RefMut && is_whole(body, place))
                    {
                        reached(place);
                    }
                }
            }
            StmtKind::Swap { a, b, .. } => {
                reached(a);
                reached(b);
            }
            StmtKind::Mutate(m) => {
                reached(&m.recv);
                if let Some(Operand::Place(place, _)) = &m.arg {
                    reached(place);
                }
            }
            StmtKind::Destructure {
                from: Operand::Place(place, _),
                ..
            } => reached(place),
            _ => {}
        }
    });
    if calls_back {
        // What closures reach is captured, copied and lent under other names.
        let all = body.vars.iter().enumerate();
        found.extend(all.filter_map(|(i, var)| var.ty.is_reference().then_some(VarId(i))));
        let unknown = body.vars.iter().enumerate();
        found.extend(
            unknown.filter_map(|(i, var)| (*var.ty.behind() == Ty::Unknown).then_some(VarId(i))),
        );
    }
    found
}

/// Whether a function is among the arguments, or is called.
fn calls_function(op: &Op) -> bool {
    match op {
        Op::Call {
            callee, functions, ..
        } => matches!(callee, Callee::Param(_)) || functions.iter().any(Option::is_some),
        _ => false,
    }
}

/// Whether all that a primitive does to the cotangent of a whole operand is to add
/// another one, or to lend it to a sweep, which looks after itself.
fn contributes(op: &Op) -> bool {
    match op {
        Op::Call { callee, .. } => matches!(
            callee,
            Callee::Function(_) | Callee::Associated(_) | Callee::Method { .. }
        ),
        Op::Binary(..)
        | Op::Neg(_)
        | Op::Elementary { .. }
        | Op::Sloped { .. }
        | Op::Method { .. }
        | Op::Map { .. } => true,
        _ => false,
    }
}

/// Whether a place is a variable, with nothing but references in between.
fn is_whole(body: &Body, place: &Place) -> bool {
    let direct = |place: &Place| place.proj.iter().all(|p| matches!(p, Proj::Deref));
    let mut id = place.root;
    let mut whole = direct(place);
    while let Some(inner) = &body.vars[id.0].alias {
        whole &= direct(inner);
        id = inner.root;
    }
    whole
}
