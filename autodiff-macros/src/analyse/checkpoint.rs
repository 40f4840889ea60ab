//! What loops with `#[checkpoint]` need to run again: copies of what they change, and of what they
//! read unless it is still there or can be recomputed.

use super::remat::is_given;
use super::{Remat, each};
use crate::ir::{Body, LoopId, StmtKind, VarId};
use crate::lower::state;
use std::collections::{BTreeSet, HashMap};

/// The variables that such a loop takes from outside.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// Changed by the loop: copied with each snapshot.
    pub(crate) state: Vec<VarId>,
    /// Read by it: copied once.
    pub(crate) context: Vec<VarId>,
    /// Read by it, and named in the reverse sweep.
    pub(super) named: BTreeSet<VarId>,
}

/// Finds them for all such loops.
pub(super) fn find(body: &Body, remat: &HashMap<VarId, Remat>) -> HashMap<LoopId, Carried> {
    let mut found = HashMap::new();
    each(&body.block, &mut |stmt| {
        let StmtKind::Loop(l) = &stmt.kind else {
            return;
        };
        let Some(checkpoint) = &l.checkpoint else {
            return;
        };
        let state = state(body, l, checkpoint);
        let mut carried = Carried::default();
        for id in checkpoint.reads.difference(&state) {
            let again = remat.contains_key(id) || body.vars[id.0].alias.is_some();
            if again {
                carried.named.insert(*id);
            } else if !is_given(body, *id) {
                carried.context.push(*id);
            }
        }
        carried.state = state.into_iter().collect();
        found.insert(l.id, carried);
    });
    found
}
