//! Loops that overwrite a run of elements, `for i in lo..hi { v[i] = … }`, or change it,
//! `v[i] += …`.
//!
//! If nothing in the loop reads `v` in the reverse sweep, the old elements can
//! be saved at once, by one copy of `v[lo..hi]` before the loop. If the run is
//! all of `v`, the old elements are gone after the loop, as after `v = …`.

use super::definitions::Definitions;
use super::writes::{base, changing, each, mentions, writes};
use super::{Facts, needs};
use crate::ir::{
    Block, Body, Dst, Loop, LoopId, LoopKind, Op, Operand, Origin, Place, Proj, Stmt, StmtId,
    StmtKind, Use, VarId, Verbatim,
};
use crate::lower::vec_repeat;
use crate::ty::Ty;
use quote::ToTokens;
use std::collections::{BTreeSet, HashMap};
use syn::{BinOp, Expr, RangeLimits};

/// A store that a loop over integers makes to consecutive elements.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) store: StmtId,
    /// The elements: a range of the container.
    pub(crate) place: Place,
    /// The bounds of the range.
    pub(crate) bounds: (Expr, Expr),
    /// Whether that is all of the container.
    pub(super) whole: bool,
    /// Whether all of a variable is overwritten, for certain and without a look at what it held.
    pub(crate) anew: bool,
    /// The `d` of a run `0..d`, if it is a variable that never changes.
    pub(super) until: Option<String>,
}

/// The runs that the loops of a body store.
pub(super) struct Runs(HashMap<LoopId, Vec<Run>>);

impl Runs {
    pub(super) fn of(body: &Body) -> Self {
        let definitions = Definitions::of(body);
        let mut found = HashMap::new();
        each(&body.block, &mut |stmt| {
            if let StmtKind::Loop(l) = &stmt.kind {
                found.insert(l.id, runs(body, &definitions, l));
            }
        });
        Self(found)
    }

    pub(super) fn in_loop(&self, id: LoopId) -> &[Run] {
        self.0.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Tells the loops that can save what they overwrite at once.
    pub(super) fn gather(&self, body: &Body, facts: &mut Facts) {
        let mut found = Vec::new();
        each(&body.block, &mut |stmt| {
            if let StmtKind::Loop(l) = &stmt.kind {
                let mut saved = self.in_loop(l.id).to_vec();
                saved.retain(|run| facts.may_save(run.store));
                found.push((stmt.id, saved));
            }
        });
        for (id, runs) in found {
            facts.in_runs.extend(runs.iter().map(|run| run.store));
            facts.runs.insert(id, runs);
        }
    }
}

/// The runs that a loop stores.
fn runs(body: &Body, definitions: &Definitions<'_>, l: &Loop) -> Vec<Run> {
    // What runs again from a snapshot has its old elements there.
    if l.checkpoint.is_some() {
        return Vec::new();
    }
    let LoopKind::Range { index, iter } = &l.kind else {
        return Vec::new();
    };
    let Expr::Range(range) = &iter.expr else {
        return Vec::new();
    };
    let (Some(lo), Some(hi), RangeLimits::HalfOpen(_)) = (&range.start, &range.end, &range.limits)
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for stmt in &l.body.stmts {
        let StmtKind::Def {
            dst: Dst::Store(place) | Dst::Update(_, place),
            ..
        } = &stmt.kind
        else {
            continue;
        };
        let Some((Proj::Index(at), before)) = place.proj.split_last() else {
            continue;
        };
        let listed = matches!(
            body.vars[place.root.0].ty.behind(),
            Ty::Slice(_) | Ty::Vec(_) | Ty::Fixed(_) | Ty::Array(Some(1)) | Ty::View(Some(1))
        );
        if !listed
            || !before.is_empty()
            || body.vars[place.root.0].alias.is_some()
            || !place.ty.is_copy()
        {
            continue;
        }
        let Some(offset) = offset(body, l, *index, at) else {
            continue;
        };
        if !is_untouched(body, definitions, &l.body, stmt, base(body, place.root)) {
            continue;
        }
        let shifted = |bound: &Expr| -> Expr {
            match &offset {
                None => bound.clone(),
                Some(offset) => syn::parse_quote!((#offset) + (#bound)),
            }
        };
        let whole = offset.is_none() && is_zero(lo) && has_length(body, place.root, hi);
        let root = place.root;
        let until = (offset.is_none() && is_zero(lo))
            .then(|| upper_bound(body, iter))
            .flatten();
        let bounds = (shifted(lo), shifted(hi));
        let (from, to) = &bounds;
        let mut reads = iter.reads.clone();
        reads.extend(at.reads.iter().filter(|id| *id != index));
        let elements = Verbatim {
            expr: syn::parse_quote!(#from..#to),
            reads,
            pure: true,
            ty: Ty::Unknown,
        };
        let place = Place {
            root: place.root,
            proj: vec![Proj::Range(elements)],
            ty: body.vars[place.root.0].ty.range(),
        };
        found.push(Run {
            store: stmt.id,
            place,
            bounds,
            whole,
            anew: whole
                && !matches!(body.vars[root.0].origin, Origin::Param(_))
                && is_blind(body, &l.body, stmt, root),
            until,
        });
    }
    found
}

/// The `d` of a range `…..d`, if it is a variable that never changes.
pub(super) fn upper_bound(body: &Body, iter: &Verbatim) -> Option<String> {
    let Expr::Range(range) = &iter.expr else {
        return None;
    };
    let steady = iter
        .reads
        .iter()
        .all(|id| !body.vars[id.0].mutable && !body.vars[id.0].opaque);
    match (&range.end, &range.limits) {
        (Some(end), RangeLimits::HalfOpen(_)) if steady => crate::activity::variable(end),
        _ => None,
    }
}

/// `None` for `i`, `Some(e)` for `e + i`, with `e` the same in all iterations.
#[allow(clippy::option_option, reason = "no match, no offset, an offset")]
fn offset_of(index: &str, at: &Expr) -> Option<Option<Expr>> {
    match at {
        Expr::Paren(e) => offset_of(index, &e.expr),
        Expr::Path(_) if crate::activity::variable(at).is_some_and(|name| name == index) => {
            Some(None)
        }
        Expr::Binary(b) if matches!(b.op, BinOp::Add(_)) => {
            let is_index =
                |e: &Expr| crate::activity::variable(e).is_some_and(|name| name == index);
            match (is_index(&b.left), is_index(&b.right)) {
                (true, false) => Some(Some((*b.right).clone())),
                (false, true) => Some(Some((*b.left).clone())),
                _ => None,
            }
        }
        _ => None,
    }
}

#[allow(clippy::option_option, reason = "as above")]
fn offset(body: &Body, l: &Loop, index: VarId, at: &Verbatim) -> Option<Option<Expr>> {
    let name = body.vars[index.0].name.to_string();
    let offset = offset_of(&name, &at.expr)?;
    let changing = changing(body, &l.body);
    let mut others = at.reads.iter().filter(|id| **id != index);
    let steady = others.all(|id| {
        !changing.contains(&base(body, *id)) && !changing.contains(id) && !body.vars[id.0].opaque
    });
    steady.then_some(offset)
}

/// Whether, apart from `store`, the loop neither writes `root` nor reads it in
/// its reverse.
fn is_untouched(
    body: &Body,
    definitions: &Definitions<'_>,
    block: &Block,
    store: &Stmt,
    root: VarId,
) -> bool {
    let mut untouched = true;
    each(block, &mut |stmt| {
        let mut touched: BTreeSet<VarId> = needs::raw(body, stmt);
        if stmt.id != store.id
            && matches!(
                stmt.kind,
                StmtKind::Def { .. } | StmtKind::Swap { .. } | StmtKind::Mutate(_)
            )
        {
            writes(body, stmt, &mut touched);
        }
        untouched &= !touched.iter().any(|id| definitions.leads_to(*id, root));
    });
    untouched
}

/// Whether each trip of a loop runs `store`, and none reads `root`.
fn is_blind(body: &Body, block: &Block, store: &Stmt, root: VarId) -> bool {
    let mut read = BTreeSet::new();
    let straight = block.stmts.iter().all(|stmt| match &stmt.kind {
        StmtKind::Def { dst, op, .. } => {
            if stmt.id == store.id {
                super::writes::op_mentions(body, op, &mut read);
            } else {
                mentions(body, stmt, &mut read);
            }
            !matches!(dst, Dst::Update(_, place) if base(body, place.root) == root)
        }
        _ => false,
    });
    straight && !read.iter().any(|id| base(body, *id) == root)
}

fn is_zero(expr: &Expr) -> bool {
    matches!(expr, Expr::Lit(l) if matches!(&l.lit, syn::Lit::Int(i) if i.base10_digits() == "0"))
}

/// Whether the container `root` certainly has `len` elements.
fn has_length(body: &Body, root: VarId, len: &Expr) -> bool {
    let text = len.to_token_stream().to_string();
    let name = &body.vars[root.0].name;
    if text == format!("{name} . len ()") {
        return true;
    }
    let (mut known, mut resized) = (false, false);
    each(&body.block, &mut |stmt| match &stmt.kind {
        StmtKind::Def {
            dst: Dst::Let(id),
            op,
            ..
        } if *id == root => {
            known = initial_length(op).is_some_and(|(expr, reads)| {
                expr.to_token_stream().to_string() == text
                    && reads
                        .iter()
                        .all(|id| !body.vars[id.0].mutable && !body.vars[id.0].opaque)
            });
        }
        StmtKind::Def { dst, op, .. } => {
            resized |= matches!(dst, Dst::Store(place) if place.root == root && place.is_whole());
            resized |= super::writes::operands(op).iter().any(
                |o| matches!(o, Operand::Place(p, Use::RefMut) if base(body, p.root) == root && p.is_whole()),
            );
        }
        StmtKind::Alias { var, .. } => {
            resized |= body.vars[var.0]
                .alias
                .as_ref()
                .is_some_and(|p| p.root == root && p.is_whole() && matches!(p.ty, Ty::RefMut(_)));
        }
        StmtKind::Swap { a, b, .. } => {
            resized |= [a, b].iter().any(|p| p.root == root && p.is_whole())
        }
        StmtKind::Mutate(m) => {
            resized |= m.rule.resizes() && base(body, m.recv.root) == root;
        }
        _ => {}
    });
    known && !resized
}

/// The length that a container is made with.
fn initial_length(op: &Op) -> Option<(Expr, BTreeSet<VarId>)> {
    match op {
        Op::Repeat { len, .. } => Some((len.expr.clone(), len.reads.clone())),
        Op::Opaque(v) => match &v.expr {
            Expr::Macro(m) => vec_repeat(&m.mac).map(|len| (len, v.reads.clone())),
            Expr::Repeat(r) => Some(((*r.len).clone(), v.reads.clone())),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests;
