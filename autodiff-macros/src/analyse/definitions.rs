//! What the values of variables are computed from, through any number of definitions.

use super::writes::{base, each, op_mentions};
use crate::ir::{Body, Dst, Op, StmtKind, VarId};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What gives each variable its first value. Found once: a search through the body for each
/// variable that is asked for takes time that grows with the square of the body's length.
pub(super) struct Definitions<'b> {
    body: &'b Body,
    ops: HashMap<VarId, Vec<&'b Op>>,
}

impl<'b> Definitions<'b> {
    pub(super) fn of(body: &'b Body) -> Self {
        let mut ops: HashMap<VarId, Vec<&Op>> = HashMap::new();
        each(&body.block, &mut |stmt| {
            if let StmtKind::Def {
                dst: Dst::Let(id),
                op,
                ..
            } = &stmt.kind
            {
                ops.entry(*id).or_default().push(op);
            }
        });
        Self { body, ops }
    }

    /// Whether a variable is `root`, or recomputing it may read `root`: its definition mentions it,
    /// or another variable of which that holds.
    pub(super) fn leads_to(&self, id: VarId, root: VarId) -> bool {
        self.search(id, root, &mut HashSet::new())
    }

    fn search(&self, id: VarId, root: VarId, seen: &mut HashSet<VarId>) -> bool {
        if base(self.body, id) == root {
            return true;
        }
        if !seen.insert(id) {
            return false;
        }
        self.ops.get(&id).into_iter().flatten().any(|op| {
            let mut reads = BTreeSet::new();
            op_mentions(self.body, op, &mut reads);
            reads.into_iter().any(|read| self.search(read, root, seen))
        })
    }
}
