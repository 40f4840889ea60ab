//! How control and values leave statements, as far as the IR's structure says.

use crate::analyse::{blocks, each};
use crate::ir::{Block, Dst, Exit, LoopId, LoopKind, Op, Operand, Stmt, StmtKind, Use, VarId};
use std::collections::HashSet;

/// The number of statements that control can reach.
pub(super) fn reachable(block: &Block) -> usize {
    block
        .stmts
        .iter()
        .position(diverges)
        .map_or(block.stmts.len(), |i| i + 1)
}

/// Whether control certainly doesn't come out of the end of a statement.
pub(super) fn diverges(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Exit(_) => true,
        StmtKind::Block(block) => block.stmts.iter().any(diverges),
        StmtKind::Branch(branch) => branch
            .arms
            .iter()
            .all(|arm| arm.block.stmts.iter().any(diverges)),
        StmtKind::Loop(l) => {
            let mut broken = false;
            each(
                &l.body,
                &mut |s| broken |= matches!(s.kind, StmtKind::Exit(Exit::Break(id)) if id == l.id),
            );
            matches!(l.kind, LoopKind::Forever) && !broken
        }
        _ => false,
    }
}

/// Whether control may leave the block around `stmt` through it.
pub(super) fn leaves(stmt: &Stmt) -> bool {
    let mut inside: HashSet<usize> = HashSet::new();
    escapes(stmt, &mut inside)
}

fn escapes(stmt: &Stmt, inside: &mut HashSet<usize>) -> bool {
    match &stmt.kind {
        StmtKind::Exit(Exit::Return) => true,
        StmtKind::Exit(Exit::Break(LoopId(id)) | Exit::Continue(LoopId(id))) => {
            !inside.contains(id)
        }
        StmtKind::Loop(l) => {
            inside.insert(l.id.0);
            l.body.stmts.iter().any(|s| escapes(s, inside))
        }
        _ => blocks(stmt)
            .into_iter()
            .flat_map(|b| &b.stmts)
            .any(|s| escapes(s, inside)),
    }
}

/// Whether a statement gives `id` its first value, somewhere inside.
pub(super) fn assigns_first(stmt: &Stmt, id: VarId) -> bool {
    matches!(&stmt.kind, StmtKind::Def { dst: Dst::Init(v), .. } if *v == id)
        || matches!(&stmt.kind, StmtKind::Mutate(m) if m.out == Some(id))
        || matches!(&stmt.kind, StmtKind::Def { op: Op::Sloped { slopes, .. }, .. }
            if slopes.contains(&Some(id)))
        || blocks(stmt)
            .into_iter()
            .flat_map(|b| &b.stmts)
            .any(|s| assigns_first(s, id))
}

/// The variable that a statement moves into the result.
pub(super) fn moved_by(stmt: &Stmt) -> Option<VarId> {
    match &stmt.kind {
        StmtKind::Def {
            dst: Dst::Init(_),
            op: Op::Use(Operand::Place(place, Use::Value)),
            ..
        } if place.is_whole() && !place.ty.is_copy() => Some(place.root),
        _ => None,
    }
}
