//! Which values without derivatives the forward sweep mentions more than once.
//!
//! The text doesn't show whether a use of such a value borrows, copies or moves it; the sweep gives
//! some of them names of their own, which moves. What is mentioned again must not be gone by then.

use super::writes::{blocks, each, mentions};
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

/// How many statements use each variable; one in a loop counts twice, since it runs again, but for
/// what is new in each trip.
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
        for block in blocks(stmt) {
            for (id, count) in uses(body, block) {
                *inside.entry(id).or_default() += count;
            }
        }
        let again = match &stmt.kind {
            StmtKind::Loop(l) => Some(new_in(&l.body)),
            _ => None,
        };
        for id in found {
            let here = inside.get(&id).copied().unwrap_or_default();
            let least = match &again {
                Some(new) if !new.contains(&id) => 2,
                _ => 1,
            };
            *counts.entry(id).or_default() += here.max(least);
        }
    }
    counts
}

/// The variables that a block, or one inside of it, introduces.
fn new_in(block: &Block) -> HashSet<VarId> {
    let mut new = HashSet::new();
    each(block, &mut |stmt| match &stmt.kind {
        StmtKind::Def {
            dst: Dst::Let(id), ..
        }
        | StmtKind::Declare(id) => drop(new.insert(*id)),
        StmtKind::Branch(branch) => {
            let patterns = branch.arms.iter().filter_map(|arm| arm.pat.as_ref());
            new.extend(patterns.flat_map(|(_, vars)| vars));
        }
        _ => {}
    });
    new
}

#[cfg(test)]
mod tests;
