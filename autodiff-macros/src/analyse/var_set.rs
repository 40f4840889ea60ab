//! Sets of variables, a bit for each: cheap to copy and to join at each branch and loop of a long
//! function, where nearly all variables may be in them.

use crate::ir::VarId;

const BITS: usize = u64::BITS as usize;

/// A set of variables.
#[derive(Clone, Debug, Default)]
pub(super) struct VarSet(Vec<u64>);

impl VarSet {
    pub(super) fn contains(&self, id: VarId) -> bool {
        let word = self.0.get(id.0 / BITS).copied().unwrap_or(0);
        word >> (id.0 % BITS) & 1 == 1
    }

    pub(super) fn insert(&mut self, id: VarId) {
        let word = id.0 / BITS;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (id.0 % BITS);
    }

    pub(super) fn remove(&mut self, id: VarId) {
        if let Some(word) = self.0.get_mut(id.0 / BITS) {
            *word &= !(1 << (id.0 % BITS));
        }
    }

    /// Adds all of another set.
    pub(super) fn join(&mut self, other: &VarSet) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }
}

impl PartialEq for VarSet {
    fn eq(&self, other: &Self) -> bool {
        let common = self.0.len().min(other.0.len());
        let rest = self.0[common..].iter().chain(&other.0[common..]);
        self.0[..common] == other.0[..common] && rest.into_iter().all(|word| *word == 0)
    }
}

impl FromIterator<VarId> for VarSet {
    fn from_iter<I: IntoIterator<Item = VarId>>(ids: I) -> Self {
        let mut set = Self::default();
        ids.into_iter().for_each(|id| set.insert(id));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::VarSet;
    use crate::ir::VarId;

    #[test]
    fn sets_of_different_lengths() {
        let mut few: VarSet = [VarId(3), VarId(63)].into_iter().collect();
        let mut many: VarSet = [VarId(3), VarId(64), VarId(200)].into_iter().collect();
        assert!(few.contains(VarId(63)) && !few.contains(VarId(64)) && !few.contains(VarId(999)));
        few.join(&many);
        assert!([3, 63, 64, 200].iter().all(|i| few.contains(VarId(*i))));
        assert!(few != many);
        many.insert(VarId(63));
        assert!(few == many);
        few.remove(VarId(200));
        many.remove(VarId(200));
        few.remove(VarId(1000));
        let short: VarSet = [VarId(3), VarId(63), VarId(64)].into_iter().collect();
        assert!(few == short && short == many);
    }
}
