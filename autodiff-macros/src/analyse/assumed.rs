//! Whether scalar code stands when the results of its calls are taken for numbers.
//!
//! The macro sees no types: `t` of `let t = g(x[i]);` may be a tuple, or a number of one's own. Code that
//! takes it for an `f64` is compiled for functions with slopes alone, but rustc checks its types for all. So
//! results, and what is computed from them, may only meet what is a number whatever they are.

use super::writes::{base_in, each, operands, verbatims};
use crate::ir::{Block, Dst, Op, Operand, Stmt, StmtKind, Var, VarId};
use crate::ty::Ty;
use std::collections::BTreeSet;

/// Whether it stands.
pub(crate) fn stands(vars: &[Var], block: &Block) -> bool {
    let assumed = assumed(vars, block);
    let mut stands = true;
    each(block, &mut |stmt| stands &= is_fine(vars, stmt, &assumed));
    stands
}

/// The variables that are numbers if the results of calls are.
fn assumed(vars: &[Var], block: &Block) -> BTreeSet<VarId> {
    let mut found = BTreeSet::new();
    loop {
        let before = found.len();
        each(block, &mut |stmt| {
            if let StmtKind::Def { dst, op, .. } = &stmt.kind
                && let Dst::Let(id) | Dst::Init(id) = dst
            {
                let from = |o: &&Operand| matches!(o, Operand::Place(place, _) if found.contains(&base_in(vars, place.root)));
                if matches!(op, Op::Sloped { .. }) || operands(op).iter().any(from) {
                    found.insert(*id);
                }
            }
        });
        if found.len() == before {
            return found;
        }
    }
}

fn is_fine(vars: &[Var], stmt: &Stmt, assumed: &BTreeSet<VarId>) -> bool {
    let is_assumed = |id: &VarId| assumed.contains(&base_in(vars, *id));
    // Code that isn't looked into might ask for another type, and so might indices.
    let mut reads = verbatims(stmt).into_iter().flat_map(|v| &v.reads);
    if reads.any(is_assumed) {
        return false;
    }
    match &stmt.kind {
        StmtKind::Def {
            dst, op, user_ty, ..
        } => {
            let target = match dst {
                Dst::Let(id) | Dst::Init(id) => is_assumed(id).then_some(user_ty.as_ref()),
                Dst::Store(place) | Dst::Update(_, place) => {
                    if place.index_reads().iter().any(is_assumed) {
                        return false;
                    }
                    is_assumed(&place.root).then_some(None)
                }
                _ => None,
            };
            let indexed = operands(op).into_iter().any(|o| match o {
                Operand::Place(place, _) => place.index_reads().iter().any(is_assumed),
                Operand::Inactive(_) => false,
            });
            // What else such a variable holds is a number for certain.
            let known = match op {
                Op::Opaque(v) | Op::Use(Operand::Inactive(v)) => v.ty == Ty::Float,
                _ => true,
            };
            !indexed && target.is_none_or(|annotated| annotated.is_none() && known)
        }
        StmtKind::Declare(id) => !is_assumed(id) || vars[id.0].declared.is_none(),
        _ => true,
    }
}
