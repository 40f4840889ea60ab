//! Which values without derivatives the forward sweep mentions more than once.
//!
//! The text doesn't show whether a use of such a value borrows, copies or moves it; the sweep gives
//! some of them names of their own, which moves. What is mentioned again must not be gone by then.

use super::writes::{blocks, mentions};
use crate::ir::{Block, Body, Dst, Origin, StmtKind, VarId};
use crate::ty::Ty;
use std::collections::{BTreeSet, HashSet};

/// The locals of unknown type, without derivatives, that two statements mention after the first that
/// does, or one in a loop.
pub(super) fn again(body: &Body) -> HashSet<VarId> {
    let unknown = |id: &VarId| {
        let var = &body.vars[id.0];
        !var.active && var.origin == Origin::Local && var.ty == Ty::Unknown
    };
    (0..body.vars.len())
        .map(VarId)
        .filter(unknown)
        .filter(|id| uses(body, &body.block, *id) > 1)
        .collect()
}

/// How many statements use a variable; one in a loop counts twice, since it runs again.
fn uses(body: &Body, block: &Block, id: VarId) -> usize {
    block
        .stmts
        .iter()
        .map(|stmt| {
            let mut found = BTreeSet::new();
            mentions(body, stmt, &mut found);
            let defines =
                matches!(&stmt.kind, StmtKind::Def { dst: Dst::Let(var), .. } if *var == id);
            match (&stmt.kind, blocks(stmt).as_slice()) {
                _ if defines || !found.contains(&id) => 0,
                (StmtKind::Loop(_), _) => 2,
                (_, []) => 1,
                (_, inner) => inner
                    .iter()
                    .map(|block| uses(body, block, id))
                    .sum::<usize>()
                    .max(1),
            }
        })
        .sum()
}

#[cfg(test)]
mod tests;
