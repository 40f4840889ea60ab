//! Vectors that the reverse sweep fills again rather than keeps: `for i in 0..n { v[i] = x[i] - m[i]; }`,
//! a loop over all of `v` that costs little more than a copy would, and needs no memory.
//!
//! Before the first reverse that reads `v`, the loop runs once more. So it must do what it did: it is the
//! only one to write `v`, and reads nothing that anything changes. And `v` must be read only where the loop
//! has just run: after it, in the same block.

use super::elementwise::Runs;
use super::needs;
use super::writes::{base, blocks, each, mentions, operands, place_mentions, writes};
use super::{Facts, Run};
use crate::ir::{
    BinOp, Block, Body, Dst, Loop, LoopKind, Op, Operand, Origin, Proj, Stmt, StmtId, StmtKind,
    Use, VarId,
};
use crate::ty::Ty;
use std::collections::BTreeSet;

/// How a vector is filled again.
#[derive(Clone, Debug)]
pub(crate) struct Refill {
    /// The loop.
    pub(crate) by: StmtId,
    /// What it reads.
    pub(crate) reads: BTreeSet<VarId>,
}

/// The statements of a loop that costs no more than copies to the tape and back.
const CHEAP: usize = 6;

/// Finds what may be filled again, of what `saved` tells to go to the tape otherwise.
pub(super) fn gather(body: &Body, runs: &Runs, facts: &mut Facts, saved: impl Fn(StmtId) -> bool) {
    let mut found = Vec::new();
    let mut written = BTreeSet::new();
    let mut checkpointed = false;
    for stmt in &body.block.stmts {
        writes(body, stmt, &mut written);
    }
    each(&body.block, &mut |stmt| {
        if let StmtKind::Loop(l) = &stmt.kind {
            checkpointed |= l.checkpoint.is_some();
            if let [run] = runs.in_loop(l.id)
                && run.anew
                && saved(run.store)
                && let Some(reads) = reads(body, facts, stmt, l, run, &written)
            {
                let refill = Refill { by: stmt.id, reads };
                found.push((run.place.root, run.store, refill));
            }
        }
    });
    // A loop that runs again has its own ways with what it changes.
    if checkpointed {
        return;
    }
    for (vector, store, refill) in found {
        if is_written_only_by(body, vector, store)
            && is_in_the_open(body, vector)
            && is_read_behind(body, facts, vector, refill.by)
        {
            facts.refills.insert(vector, refill);
        }
    }
}

/// Gives up those whose loop keeps something for its own reverse, and so can't just run again. Tells
/// whether there were such.
pub(super) fn give_up(body: &Body, facts: &mut Facts, kept: impl Fn(VarId) -> bool) -> bool {
    let mut pushing = BTreeSet::new();
    each(&body.block, &mut |stmt| {
        if let StmtKind::Loop(l) = &stmt.kind {
            each(&l.body, &mut |inner| {
                if let StmtKind::Def {
                    dst: Dst::Let(id), ..
                } = &inner.kind
                    && kept(*id)
                {
                    pushing.insert(stmt.id);
                }
            });
        }
    });
    let before = facts.refills.len();
    facts
        .refills
        .retain(|_, refill| !pushing.contains(&refill.by));
    facts.refills.len() < before
}

/// What a loop reads, if it is cheap and nothing of that ever changes.
fn reads(
    body: &Body,
    facts: &Facts,
    stmt: &Stmt,
    l: &Loop,
    run: &Run,
    written: &BTreeSet<VarId>,
) -> Option<BTreeSet<VarId>> {
    let LoopKind::Range { index, iter } = &l.kind else {
        return None;
    };
    let mut own = BTreeSet::from([*index, run.place.root]);
    for inner in &l.body.stmts {
        let StmtKind::Def { dst, op, .. } = &inner.kind else {
            return None;
        };
        let cheap = match op {
            Op::Use(_) | Op::Neg(_) => true,
            Op::Binary(op, ..) => matches!(op, BinOp::Add | BinOp::Sub | BinOp::Mul),
            _ => false,
        };
        let numbers = operands(op)
            .into_iter()
            .all(|operand| is_number(body, operand));
        match dst {
            Dst::Let(id) if body.vars[id.0].ty == Ty::Float && !body.vars[id.0].mutable => {
                own.insert(*id);
            }
            Dst::Store(_) if inner.id == run.store => {}
            _ => return None,
        }
        if !cheap || !numbers {
            return None;
        }
    }
    if l.body.stmts.len() > CHEAP || !iter.pure || iter.reads.contains(&run.place.root) {
        return None;
    }
    let mut pending = BTreeSet::new();
    mentions(body, stmt, &mut pending);
    let (mut found, mut seen) = (BTreeSet::new(), own.clone());
    while let Some(id) = pending.pop_first() {
        if !seen.insert(id) {
            continue;
        }
        let var = &body.vars[id.0];
        if var.opaque || written.contains(&id) || matches!(var.ty, Ty::Function) {
            return None;
        }
        if let Some(place) = &var.alias {
            if needs::is_mutable_alias(&body.vars, &var.ty, place) {
                return None;
            }
            place_mentions(place, &mut pending);
        }
        // It is computed again where the vector is filled, which is further down.
        if let Some(remat) = facts.remat.get(&id) {
            pending.extend(needs::remat_reads(body, id, remat));
        }
        found.insert(id);
    }
    Some(found)
}

/// Whether an operand is a literal, a variable, or an element of a list of numbers.
fn is_number(body: &Body, operand: &Operand) -> bool {
    match operand {
        Operand::Inactive(v) => v.pure && matches!(v.ty, Ty::Float | Ty::Int),
        Operand::Place(place, how) => {
            let numbers = |ty: &Ty| matches!(ty.behind(), Ty::Slice(of) | Ty::Vec(of) | Ty::Fixed(of) if **of == Ty::Float);
            *how == Use::Value
                && *place.ty.behind() == Ty::Float
                && match place.proj.as_slice() {
                    [] | [Proj::Deref] => true,
                    [Proj::Index(at)] => at.pure && numbers(&body.vars[place.root.0].ty),
                    _ => false,
                }
        }
    }
}

/// Whether no other statement writes the variable once it has its first value.
fn is_written_only_by(body: &Body, vector: VarId, store: StmtId) -> bool {
    let mut others = false;
    each(&body.block, &mut |stmt| {
        let inner = matches!(
            stmt.kind,
            StmtKind::Loop(_) | StmtKind::Branch(_) | StmtKind::Block(_)
        );
        if stmt.id != store && !inner {
            let mut written = BTreeSet::new();
            writes(body, stmt, &mut written);
            others |= written.contains(&vector);
        }
    });
    !others
}

/// Whether a local variable has no other names, isn't moved away and isn't seen by closures.
fn is_in_the_open(body: &Body, vector: VarId) -> bool {
    let var = &body.vars[vector.0];
    let named = body
        .vars
        .iter()
        .any(|other| matches!(&other.alias, Some(place) if base(body, place.root) == vector));
    let mut open = var.origin == Origin::Local && !var.opaque && !named;
    each(&body.block, &mut |stmt| {
        let (mut mentioned, inner) = (BTreeSet::new(), blocks(stmt));
        match &stmt.kind {
            StmtKind::Def { op, .. } if inner.is_empty() => {
                open &= operands(op).into_iter().all(|operand| match operand {
                    Operand::Place(place, Use::Value | Use::RefMut) => {
                        place.root != vector || place.ty.is_scalar()
                    }
                    _ => true,
                });
            }
            StmtKind::Loop(_) | StmtKind::Branch(_) | StmtKind::Block(_) => {}
            StmtKind::Effect(_, _) | StmtKind::Declare(_) | StmtKind::Exit(_) => {}
            _ => mentions(body, stmt, &mut mentioned),
        }
        open &= !mentioned.contains(&vector);
    });
    open
}

/// Whether each reverse that reads the variable is one of a statement behind the loop, in its block.
fn is_read_behind(body: &Body, facts: &Facts, vector: VarId, by: StmtId) -> bool {
    let (mut behind, mut elsewhere) = (BTreeSet::new(), false);
    let mut in_block = |block: &Block| {
        if let Some(at) = block.stmts.iter().position(|stmt| stmt.id == by) {
            for stmt in &block.stmts[at + 1..] {
                behind.insert(stmt.id);
                blocks(stmt).iter().for_each(|inner| {
                    each(inner, &mut |stmt| {
                        behind.insert(stmt.id);
                    });
                });
            }
        }
    };
    in_block(&body.block);
    each(&body.block, &mut |stmt| {
        blocks(stmt).into_iter().for_each(&mut in_block);
    });
    each(&body.block, &mut |stmt| {
        let needs = needs::of(body, facts, stmt);
        let mut read = needs.before.contains(&vector) || needs.after.contains(&vector);
        read |= needs.perhaps.iter().any(|(id, _)| *id == vector);
        if let StmtKind::Loop(l) = &stmt.kind
            && let LoopKind::Range { iter, .. } = &l.kind
        {
            read |= needs::expand(body, facts, &iter.reads).contains(&vector);
        }
        elsewhere |= read && !behind.contains(&stmt.id);
    });
    !elsewhere
}

#[cfg(test)]
mod tests;
