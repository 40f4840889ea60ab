//! Loops whose iterations are *lanes*: code over scalars, without loops and calls, that leaves its
//! containers at elements which move along by one from trip to trip.
//!
//! The reverse of such a loop is written so that it can become vector code. A container touched at
//! `v[e + i]` alone is cut to a *window*, exactly as long as the loop, before it; what trips add to
//! neighbours in one container (`v[i - 1]`, `v[i]`) is *scattered* there for several trips at once; what
//! is added to one place in all trips is a *sum* in a local variable; a running index (`next += 1`) is set back
//! once, by the number of trips; what the trips keep goes to *columns* of one block of the tape, and
//! so do the ways that branches went; and if no trip's reverse depends on another's, they run in
//! ascending order.

mod certain;
mod plain;
mod windows;

use self::plain::{Access, accesses, is_plain_block, is_short, places, target};
use super::Facts;
use super::writes::{base, changing, each, mentions, verbatims, writes};
use crate::ir::{
    BinOp, Block, Body, Dst, Loop, LoopKind, Op, Operand, Place, Stmt, StmtId, StmtKind, Var, VarId,
};
use crate::ty::Ty;
use std::collections::{BTreeMap, BTreeSet};
use syn::Expr;

/// What is known of a loop with lanes.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    pub(crate) windows: Vec<Window>,
    /// The elements whose cotangents trips only add to, not the same ones of a container.
    pub(crate) scattered: Vec<Element>,
    /// The places whose cotangent all trips add to.
    pub(crate) sums: Vec<Place>,
    pub(crate) counters: Vec<Counter>,
    /// What a trip keeps, if all of it is of the function's number type and the number of trips is
    /// known beforehand; then the ways that its branches go have columns as well.
    pub(crate) columns: Option<Vec<Column>>,
    /// The trips' reverses are independent of each other.
    pub(crate) ascending: bool,
}

/// An element of a container that is the one after the last trip's.
#[derive(Debug)]
pub(crate) struct Element {
    /// The element as the body names it.
    key: String,
    pub(crate) container: Place,
    /// The element's index.
    pub(crate) at: Expr,
    /// The variable in it that moves along.
    pub(crate) by: VarId,
}

/// A container of which each trip touches one element.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) element: Element,
    /// The cotangent may be cut.
    pub(crate) cotangent: bool,
    /// The value may be cut.
    pub(crate) primal: bool,
    /// The reverse puts old values back, each trip into its own element.
    pub(crate) restored: bool,
}

/// A running index: `next += 1`, once in each trip.
#[derive(Debug)]
pub(crate) struct Counter {
    pub(crate) var: VarId,
    pub(crate) update: StmtId,
    /// What reads it stands behind the update.
    pub(crate) late: bool,
}

/// What a trip leaves for its reverse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// A variable's value.
    Value(VarId),
    /// What a statement overwrites.
    Old(StmtId),
}

impl Lanes {
    /// The window whose element the body names `place`.
    pub(crate) fn window(&self, place: &Place) -> Option<usize> {
        let key = place.key();
        let mut windows = self.windows.iter();
        windows.position(|window| window.element.key == key)
    }

    /// The scattered element that the body names `place`.
    pub(crate) fn scattered(&self, place: &Place) -> Option<usize> {
        let key = place.key();
        self.scattered.iter().position(|element| element.key == key)
    }

    /// The sum that collects what is added to the cotangent of `place`.
    pub(crate) fn sum(&self, place: &Place) -> Option<usize> {
        let key = place.key();
        self.sums.iter().position(|sum| sum.key() == key)
    }

    /// Whether a trip alone puts old values back into that place.
    fn restores(&self, place: &Place) -> bool {
        let window = self.window(place).map(|at| &self.windows[at]);
        window.is_some_and(|window| window.restored)
    }

    /// Whether that statement's effect is undone for all trips at once.
    pub(crate) fn counts(&self, id: StmtId) -> bool {
        self.counters.iter().any(|counter| counter.update == id)
    }
}

/// Finds the loops with lanes.
pub(super) fn gather(body: &Body, facts: &mut Facts) {
    let mut found = Vec::new();
    super::writes::each(&body.block, &mut |stmt| {
        if let StmtKind::Loop(l) = &stmt.kind
            && let Some(lanes) = lanes(body, facts, l)
        {
            found.push((stmt.id, lanes));
        }
    });
    facts.lanes.extend(found);
}

fn lanes(body: &Body, facts: &Facts, l: &Loop) -> Option<Lanes> {
    let by = candidate(&body.vars, l)?;
    let mut all = Vec::new();
    each(&l.body, &mut |stmt| all.push(stmt));
    let mut finder = Finder {
        body,
        facts,
        block: &l.body,
        all,
        certain: BTreeSet::new(),
        changing: changing(body, &l.body),
        by,
        lanes: Lanes::default(),
    };
    finder.counters();
    finder.certain = finder.certain();
    let independent = finder.cotangents();
    finder.primals();
    let counted = match &l.kind {
        // The index is certainly a `usize` if something is indexed by it.
        LoopKind::Range { index, .. } => finder
            .lanes
            .windows
            .iter()
            .any(|window| window.element.by == *index),
        _ => true,
    };
    if !counted {
        return None;
    }
    let kept = finder.kept(l);
    let all = finder.all;
    let mut lanes = finder.lanes;
    // What is saved under a condition has no column.
    let saved = |stmt: &&&Stmt| facts.saves_by_itself(stmt.id) && !lanes.counts(stmt.id);
    let mut saving = all.iter().filter(saved);
    let conditional = saving.clone().any(|stmt| !facts.saving.contains(&stmt.id));
    let apart = saving.all(|stmt| target(stmt).is_some_and(|place| lanes.restores(place)));
    lanes.columns = kept.filter(|_| !conditional);
    lanes.ascending = independent && apart && lanes.columns.is_some();
    Some(lanes)
}

/// The index of a loop over scalar code, or the number of the trip: as far as its statements show by
/// themselves, it may have lanes.
fn candidate(vars: &[Var], l: &Loop) -> Option<VarId> {
    let by = match &l.kind {
        LoopKind::Range { index, iter } => {
            let half_open = matches!(&iter.expr, Expr::Range(range)
                if range.start.is_some()
                    && range.end.is_some()
                    && matches!(range.limits, syn::RangeLimits::HalfOpen(_)));
            (half_open && !vars[index.0].mutable && !is_short(&iter.expr)).then_some(*index)?
        }
        LoopKind::Elements { k, .. } => *k,
        _ => return None,
    };
    is_plain_block(vars, &l.body).then_some(by)
}

/// Whether a loop may have lanes, as far as its statements show by themselves: it is scalar code that
/// touches elements by the loop's index.
pub(crate) fn may_have_lanes(vars: &[Var], l: &Loop) -> bool {
    let Some(by) = candidate(vars, l) else {
        return false;
    };
    let mut indexed = matches!(l.kind, LoopKind::Elements { .. });
    each(&l.body, &mut |stmt| {
        let mut read = places(stmt).into_iter().map(Place::index_reads);
        indexed |= read.any(|reads| reads.contains(&by));
    });
    indexed
}

/// The trips that are taken at once where there are sums, each with one of its own.
pub(crate) const CHUNK: usize = 8;

struct Finder<'a> {
    body: &'a Body,
    facts: &'a Facts,
    block: &'a Block,
    /// The block's statements, those in branches included.
    all: Vec<&'a Stmt>,
    /// The elements that each trip reaches, whichever way it goes.
    certain: BTreeSet<String>,
    /// What the body defines or writes.
    changing: BTreeSet<VarId>,
    /// The loop's index, or the number of the trip.
    by: VarId,
    lanes: Lanes,
}

impl Finder<'_> {
    /// Running indices that are set back: written once, by `+= 1`, and read on one side of that.
    fn counters(&mut self) {
        for (i, stmt) in self.block.stmts.iter().enumerate() {
            let StmtKind::Def {
                dst: Dst::Update(BinOp::Add, place),
                op: Op::Use(Operand::Inactive(step)),
                ..
            } = &stmt.kind
            else {
                continue;
            };
            let var = place.root;
            let one = matches!(&step.expr, Expr::Lit(l)
                if matches!(&l.lit, syn::Lit::Int(i) if i.base10_digits() == "1"));
            let writers = self.block.stmts.iter().filter(|stmt| {
                let mut written = BTreeSet::new();
                writes(self.body, stmt, &mut written);
                written.contains(&var)
            });
            if !one
                || writers.count() != 1
                || !place.is_whole()
                || self.body.vars[var.0].ty != Ty::Int
                || self.body.vars[var.0].opaque
                || !self.facts.saving.contains(&stmt.id)
            {
                continue;
            }
            let reads = |stmts: &[Stmt]| {
                let mut found = BTreeSet::new();
                stmts
                    .iter()
                    .for_each(|s| mentions(self.body, s, &mut found));
                found.contains(&var)
            };
            let (before, after) = (
                reads(&self.block.stmts[..i]),
                reads(&self.block.stmts[i + 1..]),
            );
            if before && after {
                continue;
            }
            let counter = Counter {
                var,
                update: stmt.id,
                late: after,
            };
            self.lanes.counters.push(counter);
            // Without something indexed by it, its type isn't known to be `usize`.
            let mut indexed = false;
            for stmt in &self.block.stmts {
                for place in places(stmt) {
                    indexed |= self.element(place).is_some_and(|element| element.by == var);
                }
            }
            if !indexed {
                self.lanes.counters.pop();
            }
        }
    }

    /// Decides how each cotangent is reached; whether the order of the trips doesn't matter.
    fn cotangents(&mut self) -> bool {
        let mut groups: BTreeMap<VarId, Vec<(&Place, Access)>> = BTreeMap::new();
        for stmt in &self.all {
            for (place, access) in accesses(self.body, stmt) {
                groups
                    .entry(base(self.body, place.root))
                    .or_default()
                    .push((place, access));
            }
        }
        let mut independent = true;
        for (root, group) in groups {
            if self.defines(root) {
                continue;
            }
            let mut elements: Vec<Option<Element>> = group
                .iter()
                .map(|(place, _)| self.certain_element(place))
                .collect();
            let same = elements.windows(2).all(|pair| match pair {
                [Some(a), Some(b)] => a.key == b.key,
                _ => false,
            });
            if same && let Some(Some(element)) = elements.pop_if(|element| element.is_some()) {
                self.add(element, true);
            } else if group.iter().all(|(_, access)| *access == Access::Add) {
                self.added(group.into_iter().map(|(place, _)| place).zip(elements));
            } else {
                independent &= group.iter().all(|(_, access)| *access == Access::Read);
            }
        }
        independent
    }

    /// Decides how the cotangents of one variable's parts are reached, which are only added to.
    fn added<'p>(&mut self, parts: impl Iterator<Item = (&'p Place, Option<Element>)>) {
        let (mut scattered, mut direct) = (Vec::<Element>::new(), false);
        for (place, element) in parts {
            if self.is_sum(place) {
                if self.lanes.sum(place).is_none() {
                    self.lanes.sums.push(place.clone());
                }
            } else if let Some(element) = element {
                if scattered.iter().all(|other| other.key != element.key) {
                    scattered.push(element);
                }
            } else {
                direct = true;
            }
        }
        // Nothing else is reached in the variable.
        if !direct {
            self.lanes.scattered.extend(scattered);
        }
    }

    /// Cuts the containers that the reverse only reads, or of which each trip changes its own element.
    fn primals(&mut self) {
        let all = self.all.clone();
        let restored: BTreeSet<VarId> = all
            .iter()
            .filter(|stmt| self.facts.saves_by_itself(stmt.id))
            .filter_map(|stmt| Some(base(self.body, target(stmt)?.root)))
            .collect();
        let shared = self.shared(&restored);
        for place in all.iter().flat_map(|stmt| places(stmt)) {
            let root = base(self.body, place.root);
            if !shared.contains(&root)
                && let Some(element) = self.certain_element(place)
            {
                let at = self.add(element, false);
                self.lanes.windows[at].restored |= restored.contains(&root);
            }
        }
    }

    /// Those of some variables of which trips reach more than one element each.
    fn shared(&self, of: &BTreeSet<VarId>) -> BTreeSet<VarId> {
        let (mut shared, mut keys) = (BTreeSet::new(), BTreeMap::new());
        for stmt in &self.all {
            // In code that isn't looked into, and in indices.
            let mut others = BTreeSet::new();
            others.extend(verbatims(stmt).into_iter().flat_map(|v| &v.reads));
            for place in places(stmt) {
                others.extend(place.index_reads());
                let root = base(self.body, place.root);
                let key = self.certain_element(place).map(|element| element.key);
                let same = key.is_some() && *keys.entry(root).or_insert_with(|| key.clone()) == key;
                if !same {
                    shared.insert(root);
                }
            }
            shared.extend(others.into_iter().map(|id| base(self.body, id)));
        }
        shared.retain(|root| of.contains(root));
        shared
    }

    fn add(&mut self, element: Element, cotangent: bool) -> usize {
        let mut windows = self.lanes.windows.iter();
        let at = windows.position(|window| window.element.key == element.key);
        let at = at.unwrap_or_else(|| {
            self.lanes.windows.push(Window {
                element,
                cotangent: false,
                primal: false,
                restored: false,
            });
            self.lanes.windows.len() - 1
        });
        if cotangent {
            self.lanes.windows[at].cotangent = true;
        } else {
            self.lanes.windows[at].primal = true;
        }
        at
    }

    /// What a trip keeps, if it is all numbers and the number of trips is known beforehand.
    fn kept(&self, l: &Loop) -> Option<Vec<Column>> {
        let mut columns = Vec::new();
        let value = |id: VarId| {
            let float = self.body.vars[id.0].ty == Ty::Float;
            float.then_some(Column::Value(id))
        };
        for stmt in &self.all {
            let dst = match &stmt.kind {
                StmtKind::Def { dst, .. } => dst,
                StmtKind::Declare(id) if self.facts.kept.contains(id) => {
                    columns.push(value(*id)?);
                    continue;
                }
                _ => continue,
            };
            match dst {
                Dst::Let(id) if self.facts.kept.contains(id) => columns.push(value(*id)?),
                Dst::Store(place) | Dst::Update(_, place)
                    if self.facts.saving.contains(&stmt.id)
                        && !self.facts.in_runs.contains(&stmt.id)
                        && !self.lanes.counts(stmt.id) =>
                {
                    let undone = place.ty == Ty::Int
                        && matches!(dst, Dst::Update(BinOp::Add | BinOp::Sub, p) if p.is_whole());
                    if !undone {
                        columns.push((place.ty == Ty::Float).then_some(Column::Old(stmt.id))?);
                    }
                }
                _ => {}
            }
        }
        let known = match l.kind {
            LoopKind::Elements { sized, .. } => sized,
            _ => true,
        };
        // The ways that branches went are columns too.
        let branches = |stmt: &&Stmt| matches!(stmt.kind, StmtKind::Branch(_));
        let empty = columns.is_empty() && !self.all.iter().any(branches);
        (known || empty).then_some(columns)
    }

    /// Whether all trips add to the same number.
    fn is_sum(&self, place: &Place) -> bool {
        let mut inner = place;
        loop {
            let reads = inner.index_reads();
            if !reads.iter().all(|id| self.is_steady(*id)) || *place.ty.behind() != Ty::Float {
                return false;
            }
            match &self.body.vars[inner.root.0].alias {
                Some(next) => inner = next,
                None => return true,
            }
        }
    }

    /// Whether a variable is the same in all trips.
    fn is_steady(&self, id: VarId) -> bool {
        id != self.by && self.is_steady_name(id) && !self.changing.contains(&base(self.body, id))
    }

    /// Whether a name stands for the same place in all trips.
    fn is_steady_name(&self, id: VarId) -> bool {
        !self.defines(id) && !self.body.vars[id.0].opaque
    }

    fn defines(&self, id: VarId) -> bool {
        self.all.iter().any(|stmt| match &stmt.kind {
            StmtKind::Def {
                dst: Dst::Let(var), ..
            }
            | StmtKind::Declare(var)
            | StmtKind::Alias { var, .. } => *var == id,
            _ => false,
        })
    }
}

#[cfg(test)]
mod tests;
