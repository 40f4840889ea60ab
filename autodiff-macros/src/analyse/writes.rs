//! Walks over statements: which variables they write and mention.

use crate::ir::{
    BinOp, Block, Body, Dst, LoopKind, Op, Operand, Place, Proj, Scrutinee, Stmt, StmtKind, Use,
    Var, VarId, Verbatim,
};
use std::collections::BTreeSet;

/// Calls `visit` on every statement, inner ones included.
pub(crate) fn each<'b>(block: &'b Block, visit: &mut impl FnMut(&'b Stmt)) {
    for stmt in &block.stmts {
        visit(stmt);
        for inner in blocks(stmt) {
            each(inner, visit);
        }
    }
}

/// The blocks directly inside a statement.
pub(crate) fn blocks(stmt: &Stmt) -> Vec<&Block> {
    match &stmt.kind {
        StmtKind::Block(block) => vec![block],
        StmtKind::Branch(branch) => branch.arms.iter().map(|arm| &arm.block).collect(),
        StmtKind::Loop(l) => vec![&l.body],
        StmtKind::Def {
            op: Op::Map { closure, .. },
            ..
        } => vec![&closure.body],
        StmtKind::Def { op, .. } => op.lambdas().map(|lambda| &lambda.body).collect(),
        _ => Vec::new(),
    }
}

/// The variable behind the names of references.
pub(crate) fn base(body: &Body, id: VarId) -> VarId {
    base_in(&body.vars, id)
}

/// The same, among variables without a body yet.
pub(super) fn base_in(vars: &[Var], mut id: VarId) -> VarId {
    while let Some(place) = &vars[id.0].alias {
        id = place.root;
    }
    id
}

/// The variables that a block defines or changes.
pub(super) fn changing(body: &Body, block: &Block) -> BTreeSet<VarId> {
    let mut found = BTreeSet::new();
    for stmt in &block.stmts {
        writes(body, stmt, &mut found);
    }
    each(block, &mut |s| match &s.kind {
        StmtKind::Def {
            dst: Dst::Let(id) | Dst::Init(id),
            ..
        }
        | StmtKind::Declare(id)
        | StmtKind::Alias { var: id, .. } => {
            found.insert(*id);
        }
        StmtKind::Def {
            dst: Dst::Pattern(_, vars, _),
            ..
        } => found.extend(vars),
        _ => {}
    });
    found
}

/// The variables that a statement changes (after their first value), inner
/// statements included.
pub(crate) fn writes(body: &Body, stmt: &Stmt, out: &mut BTreeSet<VarId>) {
    match &stmt.kind {
        StmtKind::Def { dst, op, .. } => {
            if let Dst::Store(place) | Dst::Update(_, place) = dst {
                out.insert(base(body, place.root));
            }
            if let Op::Call { callee, args, .. } = op
                && callee.has_sweeps()
            {
                for arg in args {
                    if let Some(place) = arg.lent_mutably() {
                        out.insert(base(body, place.root));
                    }
                }
            }
        }
        StmtKind::Swap { a, b, .. } => {
            out.insert(base(body, a.root));
            out.insert(base(body, b.root));
        }
        StmtKind::Mutate(m) => {
            out.insert(base(body, m.recv.root));
        }
        _ => {}
    }
    for block in blocks(stmt) {
        for inner in &block.stmts {
            writes(body, inner, out);
        }
    }
}

/// The variables that a statement mentions, inner statements included.
pub(crate) fn mentions(body: &Body, stmt: &Stmt, out: &mut BTreeSet<VarId>) {
    match &stmt.kind {
        StmtKind::Def {
            dst, op, shapes, ..
        } => {
            op_mentions(body, op, out);
            out.extend(shapes.left.iter().chain(&shapes.right));
            match dst {
                Dst::Store(place) | Dst::Update(_, place) => place_mentions(place, out),
                Dst::Init(id) | Dst::Let(id) => {
                    out.insert(*id);
                }
                Dst::Pattern(..) | Dst::Discard => {}
            }
        }
        StmtKind::Shape { of, .. } => place_mentions(of, out),
        StmtKind::Residual { of, .. } => {
            of.operands()
                .iter()
                .for_each(|operand| operand_mentions(operand, out));
        }
        StmtKind::Effect(_, reads) => out.extend(reads),
        StmtKind::Swap { a, b, .. } => {
            place_mentions(a, out);
            place_mentions(b, out);
        }
        StmtKind::Mutate(m) => {
            place_mentions(&m.recv, out);
            m.arg.iter().for_each(|arg| operand_mentions(arg, out));
            m.plain.iter().for_each(|v| verbatim_mentions(v, out));
            out.extend(m.out);
        }
        StmtKind::Branch(branch) => {
            branch
                .scrutinee
                .iter()
                .flat_map(crate::ir::Scrutinee::leaves)
                .for_each(|operand| operand_mentions(&operand, out));
            branch
                .arms
                .iter()
                .filter_map(|a| a.cond.as_ref())
                .for_each(|v| verbatim_mentions(v, out));
        }
        StmtKind::Loop(l) => match &l.kind {
            LoopKind::While(v)
            | LoopKind::Range { iter: v, .. }
            | LoopKind::Opaque { iter: v, .. } => verbatim_mentions(v, out),
            LoopKind::Forever | LoopKind::Elements { .. } => {}
        },
        StmtKind::Destructure { from, .. } => operand_mentions(from, out),
        StmtKind::Alias { var, .. } => {
            // What the name stands for is read wherever the name is.
            body.vars[var.0]
                .alias
                .iter()
                .for_each(|place| place_mentions(place, out));
        }
        StmtKind::Kept { .. } | StmtKind::Declare(_) | StmtKind::Block(_) | StmtKind::Exit(_) => {}
    }
    for block in blocks(stmt) {
        for inner in &block.stmts {
            mentions(body, inner, out);
        }
    }
}

/// The variables of the surroundings whose cotangents a closure adds to.
pub(crate) fn captured(body: &Body, lambda: &crate::ir::Lambda) -> BTreeSet<VarId> {
    let (mut found, mut own) = (BTreeSet::new(), BTreeSet::new());
    for stmt in &lambda.body.stmts {
        mentions(body, stmt, &mut found);
    }
    own.extend(&lambda.params);
    own.insert(lambda.result);
    each(&lambda.body, &mut |stmt| match &stmt.kind {
        StmtKind::Def {
            dst: Dst::Let(id),
            op,
            ..
        } => {
            own.insert(*id);
            for inner in op.lambdas() {
                own.extend(&inner.params);
                own.insert(inner.result);
            }
        }
        StmtKind::Def {
            dst: Dst::Pattern(_, vars, _),
            ..
        } => own.extend(vars),
        StmtKind::Declare(id) => {
            own.insert(*id);
        }
        _ => {}
    });
    let roots = found.into_iter().map(|id| base(body, id));
    roots
        .filter(|id| body.vars[id.0].active && !own.contains(id))
        .collect()
}

fn verbatim_mentions(v: &Verbatim, out: &mut BTreeSet<VarId>) {
    out.extend(&v.reads);
}

fn operand_mentions(operand: &Operand, out: &mut BTreeSet<VarId>) {
    match operand {
        Operand::Place(place, _) => place_mentions(place, out),
        Operand::Inactive(v) => verbatim_mentions(v, out),
    }
}

/// The variables in a place.
pub(super) fn place_mentions(place: &Place, out: &mut BTreeSet<VarId>) {
    out.insert(place.root);
    for step in &place.proj {
        match step {
            Proj::Index(v) | Proj::Range(v) => verbatim_mentions(v, out),
            Proj::View { args, .. } => args.iter().for_each(|v| verbatim_mentions(v, out)),
            Proj::Elem(k) => {
                out.insert(*k);
            }
            Proj::Deref | Proj::Field(_) | Proj::Variant { .. } => {}
        }
    }
}

/// The variables in a primitive.
pub(super) fn op_mentions(body: &Body, op: &Op, out: &mut BTreeSet<VarId>) {
    for operand in operands(op) {
        operand_mentions(operand, out);
    }
    match op {
        Op::Opaque(v) | Op::Repeat { len: v, .. } => verbatim_mentions(v, out),
        Op::Call { kept, .. } => out.extend(kept.iter().flatten()),
        Op::Elementary { slope, .. } => out.extend(slope),
        Op::Sloped { slopes, .. } => out.extend(slopes.iter().flatten()),
        Op::Map { closure, .. } => closure
            .body
            .stmts
            .iter()
            .for_each(|s| mentions(body, s, out)),
        _ => {}
    }
}

/// The operands of a primitive.
pub(crate) fn operands(op: &Op) -> Vec<&Operand> {
    match op {
        Op::Use(o) | Op::Neg(o) | Op::Cast(o, _) | Op::Repeat { item: o, .. } => vec![o],
        Op::Opaque(_) => Vec::new(),
        Op::Binary(_, a, b) => vec![a, b],
        Op::Elementary { args, .. }
        | Op::Sloped { args, .. }
        | Op::Call { args, .. }
        | Op::Construct { args, .. } => args.iter().collect(),
        Op::Method { recv, args, .. } => std::iter::once(recv).chain(args).collect(),
        Op::Map { recvs, .. } => recvs.iter().map(|(recv, _)| recv).collect(),
        Op::Tuple(items) | Op::List { items, .. } => items.iter().collect(),
        Op::Make(made) => made
            .parts
            .iter()
            .map(|(_, part)| part)
            .chain(&made.base)
            .collect(),
    }
}

/// The inactive expressions that a statement evaluates whenever it is reached.
pub(super) fn verbatims(stmt: &Stmt) -> Vec<&Verbatim> {
    match &stmt.kind {
        StmtKind::Def { op, .. } => {
            let whole = match op {
                Op::Opaque(v) => Some(v),
                _ => None,
            };
            let parts = operands(op).into_iter().filter_map(|o| match o {
                Operand::Inactive(v) => Some(v),
                Operand::Place(..) => None,
            });
            parts.chain(whole).collect()
        }
        StmtKind::Branch(branch) => {
            let condition = branch.arms.first().and_then(|arm| arm.cond.as_ref());
            let scrutinee = match &branch.scrutinee {
                Some(Scrutinee::Inactive(v)) => Some(v),
                _ => None,
            };
            condition.into_iter().chain(scrutinee).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a primitive is cheap arithmetic on scalars.
pub(super) fn is_cheap(op: &Op, ty: &crate::ty::Ty) -> bool {
    use crate::ty::Ty;
    let scalar = matches!(ty, Ty::Float | Ty::Int | Ty::Bool);
    match op {
        Op::Opaque(v) => v.pure,
        Op::Use(Operand::Place(_, Use::Value)) | Op::Neg(_) | Op::Cast(..) => scalar,
        Op::Binary(op, ..) => scalar && *op != BinOp::Rem,
        _ => false,
    }
}
