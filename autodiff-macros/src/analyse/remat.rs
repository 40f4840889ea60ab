//! Which variables the reverse sweep recomputes instead of keeping: references
//! and views, what a loop's pattern binds, and cheap arithmetic on values that
//! are still there.

use super::Remat;
use super::writes::{base, blocks, is_cheap, mentions, op_mentions, place_mentions, writes};
use crate::ir::{Block, Body, BoundBy, Dst, Op, Operand, Origin, Proj, Stmt, StmtKind, VarId};
use std::collections::{BTreeSet, HashMap};

/// Chooses for the whole body.
pub(super) fn choose(body: &Body) -> HashMap<VarId, Remat> {
    let mut chosen = HashMap::new();
    block(body, &body.block, &mut chosen);
    chosen
}

fn block(body: &Body, block_: &Block, chosen: &mut HashMap<VarId, Remat>) {
    let lasts = last_uses(body, &block_.stmts);
    for (i, stmt) in block_.stmts.iter().enumerate() {
        match &stmt.kind {
            StmtKind::Alias { var, .. } => {
                chosen.insert(*var, Remat::Alias);
            }
            StmtKind::Def {
                dst: Dst::Let(var),
                op,
                bound,
                ..
            } => {
                let info = &body.vars[var.0];
                // What a loop binds can't be had otherwise.
                let by_loop = *bound == BoundBy::Loop;
                // A part of a variant is kept rather than the whole.
                let partial = matches!(op, Op::Use(Operand::Place(place, _))
                    if place.proj.iter().any(|p| matches!(p, Proj::Variant { .. }))
                        && !is_given(body, base(body, place.root)));
                let candidate = !partial
                    && !info.mutable
                    && !info.opaque
                    && (by_loop || is_cheap(op, &info.ty));
                if candidate {
                    let mut reads = BTreeSet::new();
                    op_mentions(body, op, &mut reads);
                    let last = lasts.get(var).copied().unwrap_or(i);
                    let valid = unchanged(body, &block_.stmts[i..=last], &reads);
                    if by_loop || valid && is_worthwhile(body, &reads, chosen) {
                        chosen.insert(*var, Remat::Op(op.clone()));
                    }
                }
            }
            StmtKind::Shape { var, of } => {
                let mut reads = BTreeSet::new();
                place_mentions(of, &mut reads);
                let given = |id: &VarId| is_given(body, base(body, *id));
                if reads.iter().all(given) {
                    chosen.insert(*var, Remat::Shape(of.clone()));
                }
            }
            _ => {}
        }
        for inner in blocks(stmt) {
            block(body, inner, chosen);
        }
    }
}

/// For each variable defined in `stmts`, the last of them whose reverse may
/// read it, directly or through recomputed variables.
fn last_uses(body: &Body, stmts: &[Stmt]) -> HashMap<VarId, usize> {
    let mut last: HashMap<VarId, usize> = HashMap::new();
    for (i, stmt) in stmts.iter().enumerate().rev() {
        let mut found = BTreeSet::new();
        mentions(body, stmt, &mut found);
        // What this statement defines may be recomputed as late as its own last use.
        let until = match &stmt.kind {
            StmtKind::Def {
                dst: Dst::Let(var), ..
            } => last.get(var).copied().unwrap_or(i),
            StmtKind::Def {
                dst: Dst::Pattern(_, vars, _),
                ..
            } => vars
                .iter()
                .filter_map(|v| last.get(v).copied())
                .max()
                .unwrap_or(i),
            StmtKind::Alias { var, .. } | StmtKind::Shape { var, .. } => {
                last.get(var).copied().unwrap_or(i)
            }
            _ => i,
        };
        for id in found {
            let entry = last.entry(id).or_insert(until);
            *entry = (*entry).max(until);
        }
    }
    last
}

/// Whether none of `reads` is changed by `stmts`.
fn unchanged(body: &Body, stmts: &[Stmt], reads: &BTreeSet<VarId>) -> bool {
    let mut written = BTreeSet::new();
    for stmt in stmts {
        writes(body, stmt, &mut written);
    }
    reads
        .iter()
        .all(|id| !written.contains(&base(body, *id)) && !body.vars[id.0].opaque)
}

/// Whether a variable is there in the reverse sweep without being kept.
pub(super) fn is_given(body: &Body, id: VarId) -> bool {
    let var = &body.vars[id.0];
    match var.origin {
        Origin::Param(_) => !var.mutable && is_kept_by_caller(&var.ty),
        Origin::LoopIndex | Origin::Argument => true,
        Origin::Local | Origin::Temp => false,
    }
}

/// Whether the caller gives an argument of this type again.
pub(super) fn is_kept_by_caller(ty: &crate::ty::Ty) -> bool {
    use crate::ty::Ty;
    matches!(
        ty,
        Ty::Float
            | Ty::Int
            | Ty::Bool
            | Ty::Ref(_)
            | Ty::RefMut(_)
            | Ty::View(_)
            | Ty::CountsView
            | Ty::Function
    )
}

/// Recomputing must not keep more alive than it saves.
fn is_worthwhile(body: &Body, reads: &BTreeSet<VarId>, chosen: &HashMap<VarId, Remat>) -> bool {
    let mut leaves = BTreeSet::new();
    for id in reads {
        collect_leaves(body, *id, chosen, &mut leaves);
    }
    leaves.len() <= 1
}

fn collect_leaves(
    body: &Body,
    id: VarId,
    chosen: &HashMap<VarId, Remat>,
    leaves: &mut BTreeSet<VarId>,
) {
    if is_given(body, id) {
        return;
    }
    let mut reads = BTreeSet::new();
    match chosen.get(&id) {
        Some(Remat::Op(op)) => op_mentions(body, op, &mut reads),
        Some(Remat::Shape(of)) => place_mentions(of, &mut reads),
        Some(Remat::Alias) => {
            if let Some(place) = &body.vars[id.0].alias {
                place_mentions(place, &mut reads);
            }
        }
        None => {
            leaves.insert(id);
        }
    }
    for read in reads {
        collect_leaves(body, read, chosen, leaves);
    }
}
