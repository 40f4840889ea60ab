//! What is required at one point of the program, as the to-be-recorded analysis goes through it.

use super::Reader;
use super::var_set::VarSet;
use crate::ir::VarId;
use std::collections::{BTreeMap, BTreeSet};

/// What the reverse of earlier statements reads, at one point of the program.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Required {
    pub(super) ids: VarSet,
    /// Variables of which a run `0..d` has been saved since they were required,
    /// with the `d`: only the other elements are still required.
    pub(super) covered: BTreeMap<VarId, String>,
    /// Variables that some calls' reverses may read: whether they do, their callees say.
    pub(super) perhaps: BTreeMap<VarId, BTreeSet<Reader>>,
}

impl Required {
    pub(super) fn contains(&self, id: &VarId) -> bool {
        self.ids.contains(*id)
    }

    /// Whether a variable is required, or may be.
    pub(super) fn may_contain(&self, id: &VarId) -> bool {
        self.contains(id) || self.perhaps.contains_key(id)
    }

    /// Takes what may be required for required.
    pub(super) fn settle(&mut self, id: VarId) {
        if self.perhaps.remove(&id).is_some() {
            self.ids.insert(id);
        }
    }

    pub(super) fn remove(&mut self, id: &VarId) {
        self.ids.remove(*id);
        self.perhaps.remove(id);
        self.covered.remove(id);
    }

    pub(super) fn require(&mut self, ids: &BTreeSet<VarId>) {
        ids.iter().for_each(|id| self.ids.insert(*id));
        self.covered.retain(|id, _| !ids.contains(id));
    }

    /// What is required if control may come from either side.
    pub(super) fn join(&mut self, other: &Required) {
        let both = |id: &VarId, until: &String| {
            (!self.contains(id) || self.covered.get(id) == Some(until))
                && (!other.contains(id) || other.covered.get(id) == Some(until))
        };
        let covered = self.covered.iter().chain(&other.covered);
        self.covered = covered
            .filter(|(id, until)| both(id, until))
            .map(|(id, until)| (*id, until.clone()))
            .collect();
        self.ids.join(&other.ids);
        for (id, readers) in &other.perhaps {
            self.perhaps.entry(*id).or_default().extend(readers);
        }
    }
}
