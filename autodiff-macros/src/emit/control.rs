//! Branches and loops: what the forward sweep notes of the way it went, and the
//! same way back.

use super::flow::diverges;
use super::scope::Owner;
use super::stmt::moves_parts;
use super::{Emitter, Fragment, own, tokens_of};
use crate::analyse::bar_root;
use crate::ir::{Arm, Branch, Loop, LoopId, LoopKind, Operand, Scrutinee, Stmt, Use, VarId};
use crate::ty::Ty;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    pub(super) fn branch(&mut self, stmt: &Stmt, branch: &Branch) -> Fragment {
        if !branch.sloped.is_empty() {
            return self.two_forms(stmt, branch);
        }
        let tape = own("tape");
        let live = self.is_live(stmt);
        let choice = self.choice(stmt.id);
        let mut forward = Vec::new();
        let mut reverse = Vec::new();
        for (number, arm) in branch.arms.iter().enumerate() {
            let number = u8::try_from(number).unwrap_or(u8::MAX);
            let fragment = self.arm(arm, live.then_some(number));
            let completes = !arm.block.stmts.iter().any(diverges);
            let tag = (live && completes).then(|| match &choice {
                Some(column) => quote!(*#column = #number;),
                None => quote!(#tape.push(#number);),
            });
            let code = fragment.forward;
            let empty = code.is_empty() && tag.is_none();
            forward.push(if empty {
                TokenStream::new()
            } else {
                quote!({ #code #tag })
            });
            reverse.push((number, fragment.reverse));
        }
        let forward = match &branch.scrutinee {
            Some(scrutinee) => {
                let moves = branch.arms.iter().any(|arm| moves_parts(&arm.block.stmts));
                let scrutinee = self.scrutinee(scrutinee, moves, false);
                let arms = branch.arms.iter().zip(&forward).filter_map(|(arm, code)| {
                    let (pat, _) = arm.pat.as_ref()?;
                    let code = if code.is_empty() {
                        quote!({})
                    } else {
                        code.clone()
                    };
                    Some(quote!(#pat => #code,))
                });
                let arms: Vec<TokenStream> = arms.collect();
                quote!(match #scrutinee { #(#arms)* })
            }
            None => {
                let cond = branch
                    .arms
                    .first()
                    .and_then(|a| a.cond.as_ref())
                    .map(|c| self.guarded(c));
                match forward.as_slice() {
                    [then, other] => {
                        let then = if then.is_empty() {
                            quote!({})
                        } else {
                            then.clone()
                        };
                        let other = (!other.is_empty()).then(|| quote!(else #other));
                        quote!(if #cond #then #other)
                    }
                    _ => TokenStream::new(),
                }
            }
        };
        if !live {
            return Fragment {
                forward,
                reverse: TokenStream::new(),
            };
        }
        // The last arm takes what is left.
        let taken = own("taken");
        let last = reverse.len().saturating_sub(1);
        let arms = reverse.into_iter().enumerate().map(|(i, (number, code))| {
            if i == last {
                quote!(_ => { #code })
            } else {
                quote!(#number => { #code })
            }
        });
        let way = match &choice {
            Some(column) => {
                let lane = own("lane");
                quote!(#column[#lane])
            }
            None => quote!(#tape.pop()),
        };
        let reverse = quote!({ let #taken: u8 = #way; match #taken { #(#arms)* } });
        Fragment { forward, reverse }
    }

    /// What a `match` looks at, in the forward sweep. `moves` if the patterns
    /// move parts of it away.
    fn scrutinee(&self, scrutinee: &Scrutinee, moves: bool, inside: bool) -> TokenStream {
        match scrutinee {
            Scrutinee::Inactive(v) => tokens_of(v),
            Scrutinee::One(operand) => self.matched(operand, moves, inside),
            Scrutinee::Tuple(items) => {
                let items = items.iter().map(|item| self.scrutinee(item, moves, true));
                quote!((#(#items,)*))
            }
        }
    }

    /// An operand that a pattern is matched against; `inside` a tuple it is used
    /// by value.
    pub(super) fn matched(&self, operand: &Operand, moves: bool, inside: bool) -> TokenStream {
        let Operand::Place(place, Use::Value) = operand else {
            return self.forward_value(operand);
        };
        let source = self.source(place);
        let ad = &self.ad;
        if place.ty.is_reference() {
            return match place.ty {
                Ty::RefMut(_) if inside => quote!(&mut *#source),
                _ => source,
            };
        }
        if (moves || inside) && !place.ty.is_copy() && self.facts.stays(bar_root(self.body, place))
        {
            return quote!(#ad::Clone::clone(&#source));
        }
        source
    }

    pub(super) fn arm(&mut self, arm: &Arm, tag: Option<u8>) -> Fragment {
        let bound: Vec<VarId> = arm
            .pat
            .as_ref()
            .map(|(_, vars)| vars.clone())
            .unwrap_or_default();
        let mut fragment = self.block(&arm.block, Owner::Arm(tag), &bound);
        fragment.forward = {
            let (see, code) = (self.see(&bound), fragment.forward);
            quote!(#see #code)
        };
        fragment
    }

    /// Tells the witnesses of bound variables their types.
    pub(super) fn see(&mut self, bound: &[VarId]) -> TokenStream {
        let mut tokens = TokenStream::new();
        for id in bound {
            if self.needs_witness(*id) {
                let (witness, name) = (self.witness(*id), &self.var(*id).name);
                tokens.extend(quote!(#witness.see(&#name);));
            }
        }
        tokens
    }

    /// The label of a loop.
    pub(super) fn label(&self, id: LoopId) -> syn::Lifetime {
        let LoopId(number) = id;
        syn::Lifetime::new(&format!("'loop{number}"), Span::mixed_site())
    }

    pub(super) fn loop_(&mut self, stmt: &Stmt, l: &Loop) -> Fragment {
        let tape = own("tape");
        let live = self.is_live(stmt);
        if let (Some(checkpoint), true) = (&l.checkpoint, live) {
            return self.checkpointed(l, checkpoint);
        }
        if live && let Some(lane) = self.lanes_of(stmt, l) {
            let mut fragment = self.lane_loop(l, lane);
            let (saves, restores) = self.runs(stmt);
            let Fragment { forward, reverse } = fragment;
            fragment.forward = quote!(#saves #forward);
            fragment.reverse = quote!(#reverse #restores);
            return fragment;
        }
        let label = self.label(l.id);
        let trips = self.var(l.trips).name.clone();
        let counted = live && self.is_counted(l);
        let owner = Owner::Loop(l.id, counted.then(|| trips.clone()));
        let bound: Vec<VarId> = match &l.kind {
            LoopKind::Opaque { binds, .. } => binds.clone(),
            _ => Vec::new(),
        };
        let body = self.block(&l.body, owner, &bound);
        let see = self.see(&bound);
        let code = body.forward;
        let count = counted.then(|| quote!(#trips += 1;));
        let code = quote!({ #count #see #code });
        let looped = match &l.kind {
            LoopKind::While(cond) => {
                let cond = self.guarded(cond);
                quote!(#label: while #cond #code)
            }
            LoopKind::Forever => quote!(#label: loop #code),
            LoopKind::Range { index, iter } => {
                let (index, iter) = (&self.var(*index).name, tokens_of(iter));
                quote!(#label: for #index in #iter #code)
            }
            LoopKind::Elements { pat, iter, .. } => quote!(#label: for #pat in #iter #code),
            LoopKind::Opaque { pat, iter, .. } => {
                let iter = self.written(iter);
                quote!(#label: for #pat in #iter #code)
            }
        };
        let (start, end) = if counted {
            (
                quote!(let mut #trips = 0_usize;),
                quote!(#tape.push(#trips);),
            )
        } else {
            (TokenStream::new(), TokenStream::new())
        };
        let end = if diverges(stmt) {
            TokenStream::new()
        } else {
            end
        };
        let (saves, restores) = self.runs(stmt);
        let forward = quote!(#saves #start #looped #end);
        let reverse = if live {
            let undone = self.reverse_loop(l, counted, &trips, body.reverse);
            quote!(#undone #restores)
        } else {
            TokenStream::new()
        };
        Fragment { forward, reverse }
    }

    /// What a loop saves at once before it runs, and how that is put back.
    fn runs(&self, stmt: &Stmt) -> (TokenStream, TokenStream) {
        let (mut saves, mut restores) = (TokenStream::new(), TokenStream::new());
        for run in self.facts.runs.get(&stmt.id).into_iter().flatten() {
            let (save, restore) = self.run(run);
            saves.extend(save);
            restores = quote!(#restore #restores);
        }
        (saves, restores)
    }

    /// Whether the number of trips goes to the tape: all loops but those over
    /// integers that run to their end.
    fn is_counted(&self, l: &Loop) -> bool {
        if !matches!(l.kind, LoopKind::Range { .. }) {
            return true;
        }
        let mut left_early = false;
        crate::analyse::each(&l.body, &mut |s| {
            if let crate::ir::StmtKind::Exit(exit) = &s.kind {
                left_early |= match exit {
                    crate::ir::Exit::Return => true,
                    crate::ir::Exit::Break(id) => *id == l.id || !inside(l, *id),
                    crate::ir::Exit::Continue(id) => *id != l.id && !inside(l, *id),
                };
            }
        });
        left_early
    }

    fn reverse_loop(
        &mut self,
        l: &Loop,
        counted: bool,
        trips: &Ident,
        code: TokenStream,
    ) -> TokenStream {
        let ad = self.ad.clone();
        let tape = own("tape");
        let pop = quote!(let #trips: usize = #tape.pop(););
        match &l.kind {
            LoopKind::Range { index, iter } => {
                let index = &self.var(*index).name;
                let iter = tokens_of(iter);
                if counted {
                    let skipped = format_ident!("skipped", span = Span::mixed_site());
                    quote!({ #pop let #skipped = #ad::Iterator::count(#iter) - #trips; for #index in #ad::Iterator::skip(#ad::Iterator::rev(#iter), #skipped) { #code } })
                } else {
                    quote!(for #index in #ad::Iterator::rev(#iter) { #code })
                }
            }
            LoopKind::Elements { k, .. } => {
                let k = &self.var(*k).name;
                quote!({ #pop for #k in #ad::Iterator::rev(0..#trips) { #code } })
            }
            LoopKind::While(_) | LoopKind::Forever | LoopKind::Opaque { .. } => {
                quote!({ #pop for _ in 0..#trips { #code } })
            }
        }
    }
}

/// Whether `id` is a loop inside `l`.
pub(crate) fn inside(l: &Loop, id: LoopId) -> bool {
    let mut found = false;
    crate::analyse::each(&l.body, &mut |s| {
        found |= matches!(&s.kind, crate::ir::StmtKind::Loop(inner) if inner.id == id)
    });
    found
}
