//! Blocks: the order of statements in both sweeps, and what happens where a
//! scope ends.
//!
//! At the end of a scope the forward sweep pushes what the reverse sweep will
//! read of the scope's variables. A block that can be left early pushes a small
//! *mark* besides: how many of its exits were passed. Its reverse nests one
//! `if` for each exit, so that the statements after an exit are undone only if
//! they were reached.

use super::{Emitter, Fragment, own};
use crate::analyse::{blocks, each, named, record};
use crate::ir::{Block, Dst, Exit, LoopId, LoopKind, Operand, Stmt, StmtKind, Use, VarId};
use crate::ty::Ty;
use proc_macro2::TokenStream;
use std::collections::HashSet;

/// A variable that a scope keeps for the reverse sweep.
#[derive(Clone, Copy)]
struct Keep {
    var: VarId,
    /// The statement that gives it its first value, `-1` for the entry.
    since: isize,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Value,
    Shape,
}

/// A block being emitted.
pub(super) struct Open {
    keeps: Vec<Keep>,
    /// The statements through which control may leave the block early.
    leaks: Vec<usize>,
    marked: bool,
    /// The statement being emitted.
    at: usize,
    /// What the statement around the block pushes when it is left.
    pub(super) owner: Owner,
}

/// The statement around a block.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Owner {
    /// Nothing to push.
    Plain,
    /// A branch: the number of the arm, if it is pushed.
    Arm(Option<u8>),
    /// A loop: the name of its trip count, if it is pushed.
    Loop(LoopId, Option<proc_macro2::Ident>),
}

impl Emitter<'_> {
    /// Whether a statement leaves anything to be undone.
    pub(super) fn is_live(&self, stmt: &Stmt) -> bool {
        let f = self.facts;
        if f.saving.contains(&stmt.id) || f.restoring.contains(&stmt.id) {
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
                    || matches!(op, crate::ir::Op::Call { .. })
            }
            StmtKind::Shape { var, .. } | StmtKind::Kept { var, .. } => f.kept.contains(var),
            StmtKind::Declare(id) => self.is_active(*id) || f.kept.contains(id),
            StmtKind::Alias { .. } | StmtKind::Effect(..) | StmtKind::Exit(_) => false,
            StmtKind::Swap { .. } | StmtKind::Mutate { .. } => true,
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

    fn plan(&self, block: &Block, owner: Owner, entry: &[VarId]) -> Open {
        let reachable = reachable(block);
        let leaks: Vec<usize> = (0..reachable)
            .filter(|i| leaves(&block.stmts[*i]))
            .collect();
        let completes = reachable == 0 || !diverges(&block.stmts[reachable - 1]);
        let mut keeps = Vec::new();
        for var in entry {
            self.keep(*var, -1, &mut keeps);
        }
        for (i, stmt) in block.stmts[..reachable].iter().enumerate() {
            let since = isize::try_from(i).unwrap_or(isize::MAX);
            match &stmt.kind {
                StmtKind::Def {
                    dst: Dst::Let(id), ..
                }
                | StmtKind::Shape { var: id, .. }
                | StmtKind::Kept { var: id, .. } => {
                    self.keep(*id, since, &mut keeps);
                }
                StmtKind::Def {
                    dst: Dst::Pattern(_, vars, _),
                    ..
                } => vars.iter().for_each(|v| self.keep(*v, since, &mut keeps)),
                StmtKind::Declare(id) => {
                    let initialised = (i..reachable)
                        .rev()
                        .find(|j| assigns_first(&block.stmts[*j], *id));
                    if let Some(j) = initialised {
                        self.keep(*id, isize::try_from(j).unwrap_or(isize::MAX), &mut keeps);
                    }
                }
                _ => {}
            }
        }
        let live = self.is_live_block(block) || !keeps.is_empty();
        let marked = live && leaks.len() + usize::from(completes) > 1;
        Open {
            keeps,
            leaks,
            marked,
            at: reachable,
            owner,
        }
    }

    fn keep(&self, var: VarId, since: isize, keeps: &mut Vec<Keep>) {
        if self.facts.kept.contains(&var) {
            keeps.push(Keep {
                var,
                since,
                what: What::Value,
            });
        } else if self.keeps_shape(var) {
            keeps.push(Keep {
                var,
                since,
                what: What::Shape,
            });
        }
    }

    /// Whether a variable's shape is pushed in place of its value.
    pub(super) fn keeps_shape(&self, var: VarId) -> bool {
        self.facts.shaped.contains(&var)
            && !self.facts.kept.contains(&var)
            && self.var(var).ty != Ty::Float
            && self.var(var).alias.is_none()
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
            let mut reverse = TokenStream::new();
            // The nested segments come first, then the exit that leads to them.
            let last = if segment < leaks.len() {
                leaks[segment] + 1
            } else {
                upper
            };
            if segment > 0 {
                self.visible.push(HashSet::new());
            }
            for i in (first..last).rev() {
                if segment < leaks.len() && i == leaks[segment] {
                    let reached = std::mem::take(&mut inner);
                    if !reached.is_empty() {
                        let mark = own("mark");
                        let bound = u8::try_from(segment).unwrap_or(u8::MAX);
                        reverse.extend(if marked {
                            quote!(if #mark > #bound { #reached })
                        } else {
                            quote!({ #reached })
                        });
                    }
                }
                if let Some(open) = self.open.last_mut() {
                    open.at = i;
                }
                let recomputed = self.recompute(block, i);
                reverse.extend(recomputed);
                let fragment = self.stmt(&block.stmts[i], block, i);
                reverse.extend(fragment.reverse);
                forward.push(fragment.forward);
            }
            if segment > 0 {
                self.visible.pop();
            }
            upper = first;
            let entry = self.segment_entry(block, segment, first, last);
            inner = quote!(#entry #reverse);
        }
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

    /// What is popped and declared where a segment's reverse begins.
    fn segment_entry(
        &mut self,
        block: &Block,
        segment: usize,
        first: usize,
        last: usize,
    ) -> TokenStream {
        let ad = self.ad.clone();
        let tape = own("tape");
        let mut tokens = TokenStream::new();
        let Some(open) = self.open.last() else {
            return tokens;
        };
        let leaks = open.leaks.clone();
        let keeps: Vec<Keep> = open
            .keeps
            .iter()
            .filter(|k| {
                leaks
                    .iter()
                    .filter(|l| isize::try_from(**l).is_ok_and(|l| l <= k.since))
                    .count()
                    == segment
            })
            .copied()
            .collect();
        // Cotangents of what the segment declares.
        let mut declared: Vec<VarId> = Vec::new();
        for stmt in &block.stmts[first..last] {
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
        for id in declared {
            tokens.extend(self.declare_bar(id));
            tokens.extend(self.declare_restored(id));
        }
        for keep in keeps {
            let bar = self.bar(keep.var);
            let shaped = self.facts.shaped.contains(&keep.var) && self.is_active(keep.var);
            match keep.what {
                What::Value => {
                    tokens.extend(self.pop_value(keep.var));
                    if shaped {
                        let name = &self.var(keep.var).name;
                        tokens.extend(quote!(#ad::materialise_like(&mut #bar, &#name);));
                    }
                }
                What::Shape => {
                    let witness = self.witness(keep.var);
                    tokens.extend(quote!(#witness.materialise(#tape, &mut #bar);));
                }
            }
        }
        tokens
    }

    pub(super) fn declare_bar(&mut self, id: VarId) -> TokenStream {
        let var = self.var(id);
        if !var.active || var.alias.is_some() {
            return TokenStream::new();
        }
        let bar = self.bar(id);
        if self.is_float(id) {
            let zero = self.zero();
            return quote!(let mut #bar = #zero;);
        }
        let witness = self.witness(id);
        quote!(let mut #bar = #witness.bar();)
    }

    /// A scalar whose old values are put back, but whose last one isn't kept.
    fn declare_restored(&mut self, id: VarId) -> TokenStream {
        let var = self.var(id);
        if !var.mutable || self.facts.kept.contains(&id) || !self.facts.read.contains(&id) {
            return TokenStream::new();
        }
        let name = var.name.clone();
        match var.ty {
            Ty::Float => {
                let zero = self.zero();
                quote!(let mut #name = #zero;)
            }
            Ty::Bool => quote!(let mut #name = false;),
            _ => {
                let witness = self.witness(id);
                quote!(let mut #name = #witness.is(0);)
            }
        }
    }

    fn pop_value(&mut self, id: VarId) -> TokenStream {
        let tape = own("tape");
        let var = self.var(id);
        let name = var.name.clone();
        let mutable = if var.mutable {
            quote!(mut)
        } else {
            TokenStream::new()
        };
        if self.is_float(id) {
            let scalar = &self.function.scalar;
            return quote!(let #mutable #name = #tape.pop::<#scalar>(););
        }
        let witness = self.witness(id);
        quote!(let #mutable #name = #witness.pop(#tape);)
    }

    /// The pushes of the block at `depth` when control leaves it at statement
    /// `at`.
    fn scope_exit(&self, depth: usize, at: usize, moved: Option<VarId>) -> TokenStream {
        let tape = own("tape");
        let ad = &self.ad;
        let open = &self.open[depth];
        let mut tokens = TokenStream::new();
        let bound = isize::try_from(at).unwrap_or(isize::MAX);
        for keep in open.keeps.iter().rev().filter(|k| k.since < bound) {
            let name = &self.var(keep.var).name;
            tokens.extend(match keep.what {
                What::Value => quote!(#tape.push(#name);),
                What::Shape if moved == Some(keep.var) => {
                    let shape = self.shape_name(keep.var);
                    quote!(#tape.push(#shape);)
                }
                What::Shape => quote!(#tape.push(#ad::shape(&#name));),
            });
        }
        if open.marked {
            let passed = open.leaks.iter().filter(|l| **l < at).count();
            let mark = u8::try_from(passed).unwrap_or(u8::MAX);
            tokens.extend(quote!(#tape.push(#mark);));
        }
        tokens
    }

    /// The name of a shape taken before its variable is moved away.
    pub(super) fn shape_name(&self, id: VarId) -> proc_macro2::Ident {
        quote::format_ident!(
            "{}_shape",
            self.var(id).name,
            span = proc_macro2::Span::mixed_site()
        )
    }

    /// Everything that is pushed when control leaves by `exit`.
    pub(super) fn unwind(&self, exit: &Exit, moved: Option<VarId>) -> TokenStream {
        let tape = own("tape");
        let mut tokens = TokenStream::new();
        for depth in (0..self.open.len()).rev() {
            let open = &self.open[depth];
            tokens.extend(self.scope_exit(depth, open.at, moved));
            match (&open.owner, exit) {
                (Owner::Arm(Some(arm)), _) => tokens.extend(quote!(#tape.push(#arm);)),
                (Owner::Loop(id, _), Exit::Break(target) | Exit::Continue(target))
                    if id == target =>
                {
                    break;
                }
                (Owner::Loop(_, Some(trips)), _) => tokens.extend(quote!(#tape.push(#trips);)),
                _ => {}
            }
        }
        tokens
    }

    /// Recomputes, before the reverse of statement `at`, the variables of this
    /// block that it reads.
    fn recompute(&mut self, block: &Block, at: usize) -> TokenStream {
        if !self.is_live(&block.stmts[at]) {
            return TokenStream::new();
        }
        let wanted = named(self.body, self.facts, &block.stmts[at]);
        let mut tokens = TokenStream::new();
        for stmt in &block.stmts[..=at] {
            let defined = match &stmt.kind {
                StmtKind::Def {
                    dst: Dst::Let(id), ..
                }
                | StmtKind::Alias { var: id, .. }
                | StmtKind::Shape { var: id, .. } => *id,
                _ => continue,
            };
            let Some(remat) = self.facts.remat.get(&defined) else {
                continue;
            };
            if !wanted.contains(&defined)
                || self.visible.iter().any(|scope| scope.contains(&defined))
            {
                continue;
            }
            tokens.extend(self.rematerialise(defined, remat));
            if let Some(scope) = self.visible.last_mut() {
                scope.insert(defined);
            }
        }
        tokens
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

/// The number of statements that control can reach.
fn reachable(block: &Block) -> usize {
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
fn leaves(stmt: &Stmt) -> bool {
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
fn assigns_first(stmt: &Stmt, id: VarId) -> bool {
    matches!(&stmt.kind, StmtKind::Def { dst: Dst::Init(v), .. } if *v == id)
        || matches!(&stmt.kind, StmtKind::Def { dst: Dst::Store(place), .. } if place.root == id && place.is_whole())
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
            op: crate::ir::Op::Use(Operand::Place(place, Use::Value)),
            ..
        } if place.is_whole() && !place.ty.is_copy() => Some(place.root),
        _ => None,
    }
}
