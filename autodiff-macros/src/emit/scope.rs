//! Scopes: what they keep for the reverse sweep, and what is pushed when
//! control leaves them.

use super::flow::{assigns_first, diverges, leaves, reachable};
use super::{Emitter, own};
use crate::analyse::Column;
use crate::ir::{Block, Dst, Exit, LoopId, StmtId, StmtKind, VarId};
use crate::ty::Ty;
use proc_macro2::TokenStream;
use std::collections::HashMap;

/// A variable that a scope keeps for the reverse sweep.
#[derive(Clone, Copy)]
pub(super) struct Keep {
    pub(super) var: VarId,
    /// The statement that gives it its first value, `-1` for the entry.
    pub(super) since: isize,
    pub(super) what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Value,
    Shape,
    /// What a statement overwrites of the variable.
    Old(StmtId),
}

/// A block being emitted.
pub(super) struct Open {
    pub(super) keeps: Vec<Keep>,
    /// The statements through which control may leave the block early.
    pub(super) leaks: Vec<usize>,
    pub(super) marked: bool,
    /// The statement being emitted.
    pub(super) at: usize,
    /// What the statement around the block pushes when it is left.
    pub(super) owner: Owner,
    /// The statements that define what can be recomputed.
    pub(super) defined: HashMap<VarId, usize>,
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
    pub(super) fn plan(&self, block: &Block, owner: Owner, entry: &[VarId]) -> Open {
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
                | StmtKind::Residual { var: id, .. }
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
        keeps.extend(self.old_values(&block.stmts[..reachable]));
        // Pops follow the segments of the block, so pushes go by first values too.
        keeps.sort_by_key(|keep| keep.since);
        self.leave_lone(&leaks, &mut keeps);
        let live = self.is_live_block(block) || !keeps.is_empty();
        let marked = live && leaks.len() + usize::from(completes) > 1;
        Open {
            keeps,
            leaks,
            marked,
            at: reachable,
            owner,
            defined: self.recomputable(block),
        }
    }

    /// Where a block defines the variables that the reverse sweep recomputes.
    fn recomputable(&self, block: &Block) -> HashMap<VarId, usize> {
        let mut found = HashMap::new();
        for (i, stmt) in block.stmts.iter().enumerate() {
            let id = match &stmt.kind {
                StmtKind::Def {
                    dst: Dst::Let(id), ..
                }
                | StmtKind::Alias { var: id, .. }
                | StmtKind::Shape { var: id, .. } => *id,
                _ => continue,
            };
            if self.facts.remat.contains_key(&id) {
                found.entry(id).or_insert(i);
            }
        }
        found
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

    /// The pushes of the block at `depth` when control leaves it at statement
    /// `at`.
    pub(super) fn scope_exit(&self, depth: usize, at: usize, moved: Option<VarId>) -> TokenStream {
        let tape = own("tape");
        let ad = &self.ad;
        let open = &self.open[depth];
        let mut tokens = TokenStream::new();
        let bound = isize::try_from(at).unwrap_or(isize::MAX);
        let kept = open.keeps.partition_point(|keep| keep.since < bound);
        for row in self
            .rows(&open.leaks, &open.keeps[..kept])
            .into_iter()
            .rev()
        {
            let [keep] = row else {
                tokens.extend(self.push_row(row));
                continue;
            };
            let name = &self.var(keep.var).name;
            tokens.extend(match keep.what {
                What::Value => match self.column(Column::Value(keep.var)) {
                    Some(_) if self.goes_at_once(keep) => TokenStream::new(),
                    Some(column) => quote!(*#column = #name;),
                    None if self.var(keep.var).borrows => {
                        quote!((&&#ad::Keeping::of(#name)).push_kept(#tape);)
                    }
                    None => quote!(#tape.push(#name);),
                },
                What::Shape if moved == Some(keep.var) => {
                    let shape = self.shape_name(keep.var);
                    quote!(#tape.push(#shape);)
                }
                What::Shape => quote!(#tape.push(#ad::shape(&#name));),
                What::Old(_) => TokenStream::new(),
            });
        }
        if open.marked {
            let passed = open.leaks.iter().filter(|l| **l < at).count();
            let mark = u8::try_from(passed).unwrap_or(u8::MAX);
            tokens.extend(quote!(#tape.push(#mark);));
        }
        tokens
    }

    /// Whether a value goes to its column as soon as it is there, so that no register holds it until the
    /// end of the trip.
    fn goes_at_once(&self, keep: &Keep) -> bool {
        keep.since >= 0 && !self.var(keep.var).mutable
    }

    /// What goes to columns as soon as statement `at` of the innermost block has run.
    pub(super) fn fill_columns(&self, at: usize) -> TokenStream {
        if self.lane.is_none() {
            return TokenStream::new();
        }
        let keeps = self.open.last().map_or(&[][..], |open| &open.keeps);
        let here = keeps.iter().filter(|keep| {
            let since = usize::try_from(keep.since) == Ok(at);
            since && keep.what == What::Value && self.goes_at_once(keep)
        });
        let filled = here.filter_map(|keep| {
            let column = self.column(Column::Value(keep.var))?;
            let name = &self.var(keep.var).name;
            Some(quote!(*#column = #name;))
        });
        filled.collect()
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

    pub(super) fn declare_bar(&mut self, id: VarId) -> TokenStream {
        let var = self.var(id);
        let given = self.seeded == Some(id) || self.has_declared_bar(id);
        if !var.active || var.alias.is_some() || given {
            return TokenStream::new();
        }
        let bar = self.bar(id);
        if self.is_scalar(id) {
            let nothing = self.nothing();
            return quote!(let mut #bar = #nothing;);
        }
        let (ad, witness) = (self.ad.clone(), self.witness(id));
        let var = self.var(id);
        let at = proc_macro2::Span::mixed_site().located_at(var.name.span());
        quote::quote_spanned!(at=> let mut #bar = #ad::zero_bar(&#witness);)
    }

    /// A scalar whose old values are put back, but whose last one isn't kept.
    pub(super) fn declare_restored(&mut self, id: VarId) -> TokenStream {
        let var = self.var(id);
        if !var.mutable || self.facts.kept.contains(&id) || !self.facts.read.contains(&id) {
            return TokenStream::new();
        }
        let name = var.name.clone();
        match var.ty {
            Ty::Float if self.function.mixed => {
                let (ad, witness) = (self.ad.clone(), self.witness(id));
                quote!(let mut #name = #ad::zero_bar(&#witness);)
            }
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

    pub(super) fn pop_value(&mut self, id: VarId) -> TokenStream {
        let tape = own("tape");
        let var = self.var(id);
        let name = var.name.clone();
        let mutable = if var.mutable {
            quote!(mut)
        } else {
            TokenStream::new()
        };
        if let Some(column) = self.column(Column::Value(id)) {
            let lane = own("lane");
            return quote!(let #mutable #name = #column[#lane];);
        }
        if self.is_scalar(id) {
            let scalar = &self.function.scalar;
            return quote!(let #mutable #name = #tape.pop::<#scalar>(););
        }
        let borrows = var.borrows;
        let witness = self.witness(id);
        if borrows {
            let kept =
                quote::format_ident!("{}_kept", name, span = proc_macro2::Span::mixed_site());
            return quote! {
                let mut #kept = (&&#witness).pop_kept(#tape);
                let #name = #kept.lend();
            };
        }
        quote!(let #mutable #name = #witness.pop(#tape);)
    }
}
