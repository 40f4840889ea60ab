//! Blocks: the order of statements in both sweeps, and what happens where a
//! scope ends.
//!
//! At the end of a scope the forward sweep pushes what the reverse sweep will
//! read of the scope's variables. A block that can be left early pushes a small
//! *mark* besides: how many of its exits were passed. Its reverse nests one
//! `if` for each exit, so that the statements after an exit are undone only if
//! they were reached.

use super::flow::{diverges, moved_by, reachable};
use super::scope::{Keep, Owner, What};
use super::stretch::Stretches;
use super::{Emitter, Fragment, own};
use crate::analyse::{Remat, base, named, record, writes};
use crate::ir::{Block, Dst, Exit, LoopKind, Stmt, StmtKind, VarId};
use proc_macro2::TokenStream;
use std::collections::{BTreeMap, BTreeSet, HashSet};

impl Emitter<'_> {
    /// Whether a statement leaves anything to be undone.
    pub(super) fn is_live(&self, stmt: &Stmt) -> bool {
        let f = self.facts;
        if f.may_save(stmt.id) {
            return true;
        }
        match &stmt.kind {
            StmtKind::Def { dst, op, .. } => {
                let declared: Vec<VarId> = match dst {
                    Dst::Let(id) | Dst::Init(id) => vec![*id],
                    Dst::Pattern(_, vars, _) => vars.clone(),
                    Dst::Store(place) | Dst::Update(_, place) => return self.is_active(place.root),
                    Dst::Discard => Vec::new(),
                };
                declared
                    .iter()
                    .any(|id| self.is_active(*id) || f.kept.contains(id))
                    || op.is_mirrored()
            }
            StmtKind::Shape { var, .. }
            | StmtKind::Residual { var, .. }
            | StmtKind::Kept { var, .. } => f.kept.contains(var),
            StmtKind::Declare(id) => self.is_active(*id) || f.kept.contains(id),
            StmtKind::Alias { .. }
            | StmtKind::Effect(..)
            | StmtKind::Destructure { .. }
            | StmtKind::Exit(_) => false,
            StmtKind::Swap { .. } | StmtKind::Mutate(_) => true,
            StmtKind::Branch(b) => b.arms.iter().any(|a| {
                self.is_live_block(&a.block)
                    || a.pat
                        .iter()
                        .any(|(_, vars)| vars.iter().any(|v| f.kept.contains(v)))
            }),
            StmtKind::Loop(l) => {
                self.is_live_block(&l.body)
                    || matches!(&l.kind, LoopKind::Opaque { binds, .. } if binds.iter().any(|v| f.kept.contains(v)))
            }
            StmtKind::Block(b) => self.is_live_block(b),
        }
    }

    pub(super) fn is_live_block(&self, block: &Block) -> bool {
        block.stmts.iter().any(|s| self.is_live(s))
    }

    /// Emits a block with both sweeps' tokens, without braces.
    pub(super) fn block(&mut self, block: &Block, owner: Owner, entry: &[VarId]) -> Fragment {
        let plan = self.plan(block, owner, entry);
        let reach = plan.at;
        let marked = plan.marked;
        let leaks = plan.leaks.clone();
        self.open.push(plan);
        self.visible.push(HashSet::new());

        let completes = reach == 0 || !diverges(&block.stmts[reach - 1]);
        let moved = self.moved_at_end(block, reach);
        let end = if completes {
            self.scope_exit(self.open.len() - 1, reach, moved)
        } else {
            TokenStream::new()
        };

        let long = self.is_long(block);
        self.forget_firsts(&block.stmts);
        let around = self.enter_firsts(&[]);
        // Each segment of the block, from its last statement to its first.
        let mut forward: Vec<TokenStream> = Vec::new();
        let mut inner = TokenStream::new();
        let mut upper = reach;
        for segment in (0..=leaks.len()).rev() {
            let first = if segment == 0 {
                0
            } else {
                leaks[segment - 1] + 1
            };
            // The nested segments come first, then the exit that leads to them.
            let last = if segment < leaks.len() {
                leaks[segment] + 1
            } else {
                upper
            };
            if segment > 0 {
                self.visible.push(HashSet::new());
            }
            let mut stretches = Stretches::of(&block.stmts[first..last], long);
            self.enter_firsts(&block.stmts[first..last]);
            for i in (first..last).rev() {
                if segment < leaks.len() && i == leaks[segment] {
                    let reached = std::mem::take(&mut inner);
                    if !reached.is_empty() {
                        let mark = own("mark");
                        let bound = u8::try_from(segment).unwrap_or(u8::MAX);
                        stretches.between(if marked {
                            quote!(if #mark > #bound { #reached })
                        } else {
                            quote!({ #reached })
                        });
                    }
                }
                if let Some(stretch) = stretches.begins(&block.stmts[first..=i]) {
                    self.visible.push(HashSet::new());
                    self.enter_firsts(stretch);
                }
                if let Some(open) = self.open.last_mut() {
                    open.at = i;
                }
                let outer = self.deferred.len();
                let recomputed = self.recompute(block, i);
                let _located = super::Located::at(block.stmts[i].span);
                self.locate_root();
                let mut fragment = self.stmt(&block.stmts[i], block, i);
                fragment.forward.extend(self.fill_columns(i));
                self.deferred.truncate(outer);
                let undone = fragment.reverse;
                if stretches.add(quote!(#recomputed #undone)) {
                    self.visible.pop();
                }
                forward.push(if long {
                    self.forward_apart(&block.stmts[i], fragment.forward)
                } else {
                    fragment.forward
                });
            }
            if segment > 0 {
                self.visible.pop();
            }
            upper = first;
            let stmts = &block.stmts[first..last];
            let (entry, reverse) = self.segment(stmts, segment, stretches);
            inner = quote!(#entry #reverse);
        }
        self.leave_firsts(around);
        self.visible.pop();
        self.open.pop();

        forward.reverse();
        let mark_pop = if marked {
            let (mark, tape) = (own("mark"), own("tape"));
            quote!(let #mark: u8 = #tape.pop();)
        } else {
            TokenStream::new()
        };
        Fragment {
            forward: quote!(#(#forward)* #end),
            reverse: quote!(#mark_pop #inner),
        }
    }

    /// The variable whose shape has to be taken before the last statement moves
    /// it away.
    fn moved_at_end(&self, block: &Block, reach: usize) -> Option<VarId> {
        let last = reach.checked_sub(1)?;
        let id = moved_by(block.stmts.get(last)?)?;
        self.gives_away(block, last, id).then_some(id)
    }

    /// Whether only the shape of a variable is read later.
    fn may_move(&self, id: VarId) -> bool {
        self.keeps_shape(id) && !self.facts.read.contains(&id)
    }

    /// Whether statement `i` of `block` gives `id` away for good, so that its
    /// shape is taken before.
    pub(super) fn gives_away(&self, block: &Block, i: usize, id: VarId) -> bool {
        if !self.may_move(id) {
            return false;
        }
        let last = i + 1 == reachable(block);
        let returns = matches!(
            block.stmts.get(i + 1).map(|s| &s.kind),
            Some(StmtKind::Exit(Exit::Return))
        );
        last && self.open.len() == 1 || returns
    }

    /// What is popped and declared where a segment's reverse begins, and what follows.
    fn segment(
        &mut self,
        stmts: &[Stmt],
        segment: usize,
        stretches: Stretches,
    ) -> (TokenStream, TokenStream) {
        let ad = self.ad.clone();
        let tape = own("tape");
        let mut tokens = TokenStream::new();
        let (keeps, rows): (Vec<Keep>, Vec<usize>) = match self.open.last() {
            Some(open) => {
                let here = |keep: &&Keep| keep.segment(&open.leaks) == segment;
                let keeps: Vec<Keep> = open.keeps.iter().filter(here).copied().collect();
                let rows = self.rows(&open.leaks, &keeps);
                let lengths = rows.into_iter().map(<[Keep]>::len).collect();
                (keeps, lengths)
            }
            None => (Vec::new(), Vec::new()),
        };
        // Cotangents of what the segment declares.
        let mut declared: Vec<VarId> = Vec::new();
        for stmt in stmts {
            match &stmt.kind {
                StmtKind::Def {
                    dst: Dst::Let(id), ..
                }
                | StmtKind::Declare(id) => declared.push(*id),
                StmtKind::Def {
                    dst: Dst::Pattern(_, vars, _),
                    ..
                } => declared.extend(vars),
                _ => {}
            }
        }
        let variables = keeps
            .iter()
            .filter(|keep| !matches!(keep.what, What::Old(_)));
        let kept: HashSet<VarId> = variables.map(|keep| keep.var).collect();
        let bars = declared.iter().map(|id| self.bar(*id));
        let values = declared.iter().map(|id| self.var(*id).name.clone());
        let touches = stretches.touches(bars.chain(values).chain(self.lent_names()));
        let (mut owned, mut shared) = (BTreeMap::<usize, Vec<VarId>>::new(), Vec::new());
        for id in declared {
            let bar = self.bar(id);
            match stretches.owner(&touches, &bar) {
                Some(stretch) if !kept.contains(&id) || self.is_float(id) => {
                    owned.entry(stretch).or_default().push(id);
                }
                _ => {
                    let declaration = self.declare_bar(id);
                    if self.is_float(id) && !declaration.is_empty() {
                        shared.push(bar);
                    }
                    tokens.extend(declaration);
                }
            }
            let restored = self.declare_restored(id);
            let var = self.var(id);
            if self.is_float(id) && var.mutable && (kept.contains(&id) || !restored.is_empty()) {
                shared.push(var.name.clone());
            }
            tokens.extend(restored);
        }
        let mut rest = keeps.as_slice();
        for length in rows {
            let (row, others) = rest.split_at(length);
            rest = others;
            if row.len() > 1 {
                tokens.extend(self.pop_row(row));
            }
            for keep in row {
                let bar = self.bar(keep.var);
                let shaped = self.facts.shaped.contains(&keep.var) && self.is_active(keep.var);
                match keep.what {
                    What::Value => {
                        if row.len() == 1 {
                            tokens.extend(self.pop_value(keep.var));
                        }
                        if shaped {
                            let name = &self.var(keep.var).name;
                            tokens.extend(quote!(#ad::materialise_like(&mut #bar, &#name);));
                        }
                    }
                    What::Shape => {
                        let witness = self.witness(keep.var);
                        tokens.extend(quote!(#witness.materialise(#tape, &mut #bar);));
                    }
                    What::Old(_) => {}
                }
            }
        }
        (tokens, self.joined(stretches, &touches, &owned, &shared))
    }

    /// Recomputes, before the reverse of statement `at`, the variables of this
    /// block that it reads. A reference into what the statement itself changes,
    /// somewhere inside, waits until that is undone.
    fn recompute(&mut self, block: &Block, at: usize) -> TokenStream {
        if !self.is_live(&block.stmts[at]) {
            return TokenStream::new();
        }
        let Some(open) = self.open.last() else {
            return TokenStream::new();
        };
        let mut wanted = named(self.body, self.facts, &block.stmts[at]);
        let mut positions = BTreeMap::new();
        if !self.facts.refills.is_empty() {
            for (i, stmt) in block.stmts[..at].iter().enumerate() {
                if let Some(vector) = self.refilled_by(stmt)
                    && wanted.contains(&vector)
                {
                    positions.insert(i, vector);
                    // What fills a vector again is wanted as well.
                    wanted.extend(named(self.body, self.facts, stmt));
                }
            }
        }
        let defined = wanted.iter().filter_map(|id| {
            let position = *open.defined.get(id)?;
            (position <= at).then_some((position, *id))
        });
        positions.extend(defined);
        let mut tokens = TokenStream::new();
        for id in self.deferred.clone() {
            if wanted.contains(&id) && !self.is_visible(id) && !self.defer(id, &block.stmts[at]) {
                tokens.extend(self.rematerialise(id, &Remat::Alias, None));
                self.show(id);
            }
        }
        for (position, id) in positions {
            if self.is_visible(id) {
                continue;
            }
            let stmt = &block.stmts[position];
            let user_ty = match &stmt.kind {
                StmtKind::Loop(_) => {
                    tokens.extend(self.stmt(stmt, block, position).forward);
                    self.show(id);
                    continue;
                }
                StmtKind::Def { user_ty, .. } => user_ty.as_ref(),
                _ => None,
            };
            let Some(remat) = self.facts.remat.get(&id) else {
                continue;
            };
            if matches!(remat, Remat::Alias) && self.defer(id, &block.stmts[at]) {
                continue;
            }
            tokens.extend(self.rematerialise(id, remat, user_ty));
            self.show(id);
        }
        tokens
    }

    /// The vector that a loop fills again in the reverse sweep.
    fn refilled_by(&self, stmt: &Stmt) -> Option<VarId> {
        let mut refills = self.facts.refills.iter();
        let (vector, _) = refills.find(|(_, refill)| refill.by == stmt.id)?;
        Some(*vector)
    }

    fn is_visible(&self, id: VarId) -> bool {
        self.visible.iter().any(|scope| scope.contains(&id))
    }

    fn show(&mut self, id: VarId) {
        if let Some(scope) = self.visible.last_mut() {
            scope.insert(id);
        }
    }

    /// Leaves a reference to the blocks of a statement that changes what it points into.
    fn defer(&mut self, id: VarId, stmt: &Stmt) -> bool {
        let inner = matches!(
            stmt.kind,
            StmtKind::Branch(_) | StmtKind::Loop(_) | StmtKind::Block(_)
        );
        let mut written = BTreeSet::new();
        writes(self.body, stmt, &mut written);
        let waits = inner && written.contains(&base(self.body, id));
        if waits && !self.deferred.contains(&id) {
            self.deferred.push(id);
        }
        waits
    }

    /// The parameters that the outermost block keeps.
    pub(super) fn entry_vars(&self) -> Vec<VarId> {
        self.params
            .iter()
            .copied()
            .filter(|id| record::is_moved_in(self.body, *id))
            .collect()
    }
}
