//! Which values without derivatives the forward sweep mentions more than once.
//!
//! The text doesn't show whether a use of such a value borrows, copies or moves it; the sweep gives
//! some of them names of their own, which moves. What is mentioned again must not be gone by then.

use super::writes::{blocks, mentions};
use crate::ir::{Block, Body, Dst, Origin, StmtKind, VarId};
use crate::ty::Ty;
use std::collections::{BTreeSet, HashMap, HashSet};

/// The locals of unknown type, without derivatives, that two statements mention after the first that
/// does, or one in a loop.
pub(super) fn again(body: &Body) -> HashSet<VarId> {
    let unknown = |id: &VarId| {
        let var = &body.vars[id.0];
        !var.active && var.origin == Origin::Local && var.ty == Ty::Unknown
    };
    let more = uses(body, &body.block)
        .into_iter()
        .filter(|(_, count)| *count > 1);
    more.map(|(id, _)| id).filter(unknown).collect()
}

/// How many statements use each variable; one in a loop counts twice, since it runs again.
fn uses(body: &Body, block: &Block) -> HashMap<VarId, usize> {
    let mut counts = HashMap::new();
    for stmt in &block.stmts {
        let mut found = BTreeSet::new();
        mentions(body, stmt, &mut found);
        if let StmtKind::Def {
            dst: Dst::Let(var), ..
        } = &stmt.kind
        {
            found.remove(var);
        }
        let mut inside = HashMap::<VarId, usize>::new();
        let mut least = 1;
        if matches!(stmt.kind, StmtKind::Loop(_)) {
            least = 2;
        } else {
            for block in blocks(stmt) {
                for (id, count) in uses(body, block) {
                    *inside.entry(id).or_default() += count;
                }
            }
        }
        for id in found {
            let here = inside.get(&id).copied().unwrap_or_default();
            *counts.entry(id).or_default() += here.max(least);
        }
    }
    counts
}

#[cfg(test)]
mod tests;
