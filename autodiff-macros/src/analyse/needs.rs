//! Which primal values the reverse of a statement reads.

use super::writes::{base, each, operands};
use super::{Facts, Reader, Remat};
use crate::ir::{
    BinOp, Body, Callee, Dst, Op, Operand, Place, Proj, Stmt, StmtId, StmtKind, Use, Var, VarId,
};
use crate::rules::{Constructor, Method, Reads};
use crate::ty::Ty;
use std::collections::{BTreeSet, HashSet};

/// The values read by the reverse of one statement.
#[derive(Debug, Default)]
pub(super) struct Needs {
    /// As they were before the statement.
    pub(super) before: BTreeSet<VarId>,
    /// As they were after it.
    pub(super) after: BTreeSet<VarId>,
    /// As they were after it, if the callee's reverse reads the argument.
    pub(super) perhaps: BTreeSet<(VarId, Reader)>,
}

/// Whether an operand carries a derivative.
pub(crate) fn is_active(body: &Body, operand: &Operand) -> bool {
    is_active_in(&body.vars, operand)
}

/// The same, while the body is being made.
pub(crate) fn is_active_in(vars: &[Var], operand: &Operand) -> bool {
    match operand {
        Operand::Place(place, _) => vars[place.root.0].active && !place.ty.is_discrete(),
        Operand::Inactive(_) => false,
    }
}

/// The variable whose cotangent a place's cotangent is a part of.
pub(crate) fn bar_root(body: &Body, place: &Place) -> VarId {
    base(body, place.root)
}

/// Adds the variables that locate a place's cotangent: its indices, those of
/// the places that its root names.
fn locate(body: &Body, place: &Place, out: &mut BTreeSet<VarId>) {
    out.extend(place.index_reads());
    if let Some(inner) = &body.vars[place.root.0].alias {
        locate(body, inner, out);
    }
}

/// Adds what reading a place's value takes.
fn read_place(body: &Body, place: &Place, out: &mut BTreeSet<VarId>) {
    let var = &body.vars[place.root.0];
    match &var.alias {
        // A mutable reference isn't there in the reverse sweep: its place is read.
        Some(inner) if is_mutable_alias(&body.vars, &var.ty, inner) => {
            read_place(body, inner, out);
            out.extend(place.index_reads());
        }
        _ => {
            out.insert(place.root);
            out.extend(place.index_reads());
        }
    }
}

/// Whether a name stands for a place that is changed through it, or through a
/// name that it was made from: no reference to it may live in the reverse sweep.
pub(crate) fn is_mutable_alias(vars: &[Var], ty: &Ty, place: &Place) -> bool {
    let through = &vars[place.root.0];
    let made_from = through.alias.as_ref();
    matches!(ty, Ty::RefMut(_))
        || made_from.is_some_and(|inner| is_mutable_alias(vars, &through.ty, inner))
        || place
            .proj
            .iter()
            .any(|p| matches!(p, Proj::View { name, .. } if name.to_string().ends_with("_mut")))
}

fn read(body: &Body, operand: &Operand, out: &mut BTreeSet<VarId>) {
    match operand {
        Operand::Place(place, _) => read_place(body, place, out),
        Operand::Inactive(v) => out.extend(&v.reads),
    }
}

/// The needs of a statement that has no inner ones; variables that are
/// recomputed stand for what they are computed from.
pub(super) fn of(body: &Body, facts: &Facts, stmt: &Stmt) -> Needs {
    let needs = direct(body, stmt);
    Needs {
        before: expand(body, facts, &needs.before),
        after: expand(body, facts, &needs.after),
        perhaps: needs
            .perhaps
            .iter()
            .flat_map(|(read, reader)| {
                let reads = expand(body, facts, &BTreeSet::from([*read]));
                reads.into_iter().map(|read| (read, *reader))
            })
            .collect(),
    }
}

/// The variables that the reverse of a statement names, inner statements
/// included, and what recomputing them names in turn.
pub(crate) fn named(body: &Body, facts: &Facts, stmt: &Stmt) -> BTreeSet<VarId> {
    let mut pending = BTreeSet::new();
    collect(body, facts, stmt, &mut pending);
    let mut found = BTreeSet::new();
    while let Some(id) = pending.pop_first() {
        if found.insert(id)
            && let Some(remat) = facts.remat.get(&id)
        {
            pending.extend(remat_reads(body, id, remat));
        }
    }
    found
}

fn collect(body: &Body, facts: &Facts, stmt: &Stmt, out: &mut BTreeSet<VarId>) {
    let needs = direct(body, stmt);
    out.extend(needs.before);
    out.extend(needs.after);
    out.extend(needs.perhaps.iter().map(|(id, _)| *id));
    if facts.may_save(stmt.id) {
        match &stmt.kind {
            StmtKind::Def {
                dst: Dst::Store(place),
                ..
            } => locate(body, place, out),
            StmtKind::Def {
                dst: Dst::Update(_, place),
                op,
                ..
            } => {
                locate(body, place, out);
                if let (Op::Use(Operand::Inactive(v)), Ty::Int) = (op, &place.ty) {
                    out.extend(&v.reads);
                }
            }
            StmtKind::Mutate(m) => locate(body, &m.recv, out),
            StmtKind::Swap { a, b, .. } => {
                locate(body, a, out);
                locate(body, b, out);
            }
            _ => {}
        }
    }
    if let StmtKind::Loop(_) = &stmt.kind
        && let Some(refill) = facts.refills.values().find(|r| r.by == stmt.id)
    {
        out.extend(&refill.reads);
    }
    if let StmtKind::Loop(l) = &stmt.kind
        && let Some(carried) = facts.checkpoints.get(&l.id)
    {
        out.extend(&carried.named);
    }
    if let StmtKind::Loop(l) = &stmt.kind
        && let crate::ir::LoopKind::Range { iter, .. } = &l.kind
    {
        out.extend(&iter.reads);
        for run in facts.runs.get(&stmt.id).into_iter().flatten() {
            out.extend(run.place.index_reads());
        }
    }
    for block in super::writes::blocks(stmt) {
        for inner in &block.stmts {
            collect(body, facts, inner, out);
        }
    }
}

/// The variables that the reverse of a statement reads, as they are named.
pub(super) fn raw(body: &Body, stmt: &Stmt) -> BTreeSet<VarId> {
    let mut needs = direct(body, stmt);
    needs.before.extend(needs.after);
    needs.before.extend(needs.perhaps.iter().map(|(id, _)| *id));
    needs.before
}

/// The needs of a statement that has no inner ones.
fn direct(body: &Body, stmt: &Stmt) -> Needs {
    let mut needs = Needs::default();
    match &stmt.kind {
        StmtKind::Def {
            dst, op, shapes, ..
        } => definition(body, stmt.id, dst, op, *shapes, &mut needs),
        StmtKind::Swap { a, b, .. } => {
            locate(body, a, &mut needs.before);
            locate(body, b, &mut needs.before);
        }
        StmtKind::Mutate(m) => {
            locate(body, &m.recv, &mut needs.before);
            if let Some(Operand::Place(place, _)) = &m.arg {
                locate(body, place, &mut needs.before);
            }
        }
        _ => {}
    }
    needs
}

/// Replaces recomputed variables by what they are computed from.
pub(super) fn expand(body: &Body, facts: &Facts, ids: &BTreeSet<VarId>) -> BTreeSet<VarId> {
    let mut out = BTreeSet::new();
    for id in ids {
        expand_one(body, facts, *id, &mut out);
    }
    out
}

fn expand_one(body: &Body, facts: &Facts, id: VarId, out: &mut BTreeSet<VarId>) {
    if super::remat::is_given(body, id) {
        return;
    }
    match facts.remat.get(&id) {
        Some(remat) => {
            for read in remat_reads(body, id, remat) {
                expand_one(body, facts, read, out);
            }
        }
        None => {
            out.insert(id);
        }
    }
}

/// What recomputing a variable reads.
pub(crate) fn remat_reads(body: &Body, id: VarId, remat: &Remat) -> BTreeSet<VarId> {
    let mut reads = BTreeSet::new();
    match remat {
        Remat::Op(op) => {
            for operand in operands(op) {
                read(body, operand, &mut reads);
            }
            if let Op::Opaque(v) = op {
                reads.extend(&v.reads);
            }
        }
        Remat::Shape(of) => read_place(body, of, &mut reads),
        Remat::Alias => {
            if let Some(place) = &body.vars[id.0].alias {
                read_place(body, place, &mut reads);
            }
        }
    }
    reads
}

fn definition(
    body: &Body,
    id: StmtId,
    dst: &Dst,
    op: &Op,
    shapes: crate::ir::Shapes,
    needs: &mut Needs,
) {
    let before = &mut needs.before;
    let any_active = operands(op).into_iter().any(|o| is_active(body, o))
        || matches!(op, Op::Map { .. })
        || op.has_sweeps();
    match dst {
        Dst::Store(place) if body.vars[place.root.0].active => {
            locate(body, place, before);
            before.extend(&shapes.left);
        }
        Dst::Update(update, place) => {
            let Op::Use(value) = op else { return };
            let active = body.vars[place.root.0].active;
            if active {
                locate(body, place, before);
                before.extend(&shapes.left);
                match update {
                    _ if shapes.left.is_some() => {}
                    BinOp::Add | BinOp::Sub => {}
                    BinOp::Mul | BinOp::Div | BinOp::Rem => read(body, value, before),
                }
            }
            if is_active(body, value) && shapes.left.is_none() {
                match update {
                    BinOp::Add | BinOp::Sub => {}
                    BinOp::Mul => read_place(body, place, before),
                    BinOp::Div | BinOp::Rem => {
                        read_place(body, place, before);
                        read(body, value, before);
                    }
                }
            }
            if let (Operand::Place(p, _), true) = (value, is_active(body, value)) {
                locate(body, p, before);
                before.extend(&shapes.right);
            }
            return;
        }
        _ => {}
    }
    let discarded = match dst {
        Dst::Let(id) | Dst::Init(id) => !body.vars[id.0].active,
        Dst::Discard => !op.is_mirrored(),
        _ => false,
    };
    let calls = op.is_mirrored();
    if !any_active || discarded && !calls {
        return;
    }
    for operand in operands(op) {
        if let (Operand::Place(place, _), true) = (operand, is_active(body, operand)) {
            locate(body, place, before);
        }
    }
    primitive(body, id, dst, op, shapes, needs);
}

fn primitive(
    body: &Body,
    id: StmtId,
    dst: &Dst,
    op: &Op,
    shapes: crate::ir::Shapes,
    needs: &mut Needs,
) {
    let before = &mut needs.before;
    match op {
        Op::Binary(kind, a, b) => {
            let (left, right) = (is_active(body, a), is_active(body, b));
            if crate::ir::is_dispatched(a.ty(), b.ty()) {
                before.extend(&shapes.left);
                // Beside an operand of which the shape is kept, the other one is read.
                let multiplies = matches!(kind, BinOp::Mul | BinOp::Div);
                for operand in [a, b] {
                    if shapes.left.is_none() || multiplies && !is_active(body, operand) {
                        read(body, operand, before);
                    }
                }
                return;
            }
            if left {
                before.extend(&shapes.left);
                if matches!(kind, BinOp::Mul | BinOp::Div) {
                    read(body, b, before);
                }
            }
            if right {
                before.extend(&shapes.right);
                if matches!(kind, BinOp::Mul | BinOp::Div | BinOp::Rem) {
                    read(body, a, before);
                }
                if matches!(kind, BinOp::Div | BinOp::Rem) {
                    read(body, b, before);
                }
            }
        }
        Op::Neg(_) => before.extend(&shapes.left),
        Op::Elementary {
            slope: Some(slope), ..
        } => {
            before.insert(*slope);
        }
        Op::Sloped { slopes, .. } => needs.after.extend(slopes.iter().flatten()),
        Op::Elementary { rule, args, .. } => match (rule.reads, dst) {
            (Reads::Operands, Dst::Pattern(_, _, tree)) if rule.name == "sin_cos" => {
                match tree.tuple_of_variables() {
                    Some(both) => needs.after.extend(both),
                    None => args.iter().for_each(|a| read(body, a, before)),
                }
            }
            (Reads::Operands, _) => args.iter().for_each(|a| read(body, a, before)),
            (Reads::Result, Dst::Let(id) | Dst::Init(id)) => {
                needs.after.insert(*id);
            }
            // The result isn't named: the code generator recomputes it.
            (Reads::Result, _) => args.iter().for_each(|a| read(body, a, before)),
            (Reads::Nothing, _) => {}
        },
        Op::Call {
            callee, args, kept, ..
        } if callee.has_sweeps() => {
            let given = matches!(callee, Callee::Param(_));
            let says = matches!(callee, Callee::Function(_));
            for (i, (arg, kept)) in args.iter().zip(kept).enumerate() {
                match arg {
                    _ if kept.is_some() => before.extend(kept),
                    Operand::Place(place, how)
                        if *how == Use::RefMut || matches!(place.ty, Ty::RefMut(_)) =>
                    {
                        locate(body, place, before);
                        let mut reads = BTreeSet::new();
                        read_place(body, place, &mut reads);
                        if says {
                            let reads = reads.into_iter().map(|read| (read, (id, i)));
                            needs.perhaps.extend(reads);
                        } else {
                            needs.after.extend(reads);
                        }
                    }
                    // The callee keeps what it needs of a value moved into it.
                    Operand::Place(place, Use::Value) if is_owned(&place.ty) && !given => {}
                    other => read(body, other, before),
                }
            }
        }
        Op::Method {
            rule, recv, args, ..
        } => match rule {
            Method::Copy | Method::Unwrap => {}
            Method::UnwrapOr if shapes.left.is_none() => read(body, recv, before),
            Method::ByShape | Method::UnwrapOr => before.extend(&shapes.left),
            Method::ByShapeArgs => {
                before.extend(&shapes.left);
                args.iter().for_each(|a| read(body, a, before));
            }
            Method::ByValues => {
                read(body, recv, before);
                args.iter().for_each(|a| read(body, a, before));
            }
        },
        // Where each part is.
        Op::Construct {
            rule: Constructor::Concatenate | Constructor::Stack,
            args,
            ..
        } => {
            for arg in args.first().into_iter().chain(args.last()) {
                if let Operand::Inactive(v) = arg {
                    before.extend(&v.reads);
                }
            }
        }
        // The derivatives are on the tape.
        Op::Map {
            derivative: Some(_),
            ..
        } => {}
        Op::Map { recvs, closure, .. } => {
            recvs.iter().for_each(|(recv, _)| read(body, recv, before));
            let mut inside = BTreeSet::new();
            closure
                .body
                .stmts
                .iter()
                .for_each(|s| super::writes::mentions(body, s, &mut inside));
            let mut own = closure.params.iter().copied().collect::<HashSet<VarId>>();
            each(&closure.body, &mut |s| {
                if let StmtKind::Def {
                    dst: Dst::Let(id) | Dst::Init(id),
                    ..
                }
                | StmtKind::Declare(id) = &s.kind
                {
                    own.insert(*id);
                }
            });
            before.extend(inside.into_iter().filter(|id| !own.contains(id)));
        }
        _ => {}
    }
}

/// Whether an argument of this type is moved into its callee and certainly not
/// given again.
pub(crate) fn is_owned(ty: &Ty) -> bool {
    matches!(
        ty,
        Ty::Vec(_) | Ty::Array(_) | Ty::Fixed(_) | Ty::Tuple(_) | Ty::Option(_)
    )
}
