//! Which results the rest of the function may pass over.
//!
//! `let q = x / n; if n > 0.0 { q } else { 0.0 }` computes a quotient that one way of the branch doesn't
//! use. Its cotangent is zero then; times a slope that isn't finite, it must not become a NaN in that of `x`.
//! Where a result is used for certain, or its slope is finite, nothing needs to be done about that. The rules
//! of functions that end where they are steep (`sqrt`, `ln` …) take care of themselves.

use super::writes::{base, blocks, operands, writes};
use crate::ir::{
    BinOp, Block, Body, Dst, Exit, LoopId, Op, Operand, Stmt, StmtId, StmtKind, VarId,
};
use crate::rules::Slope;
use std::collections::{BTreeSet, HashSet};

/// The definitions whose results may be passed over, and whose slopes may not be finite.
pub(super) fn find(body: &Body) -> HashSet<StmtId> {
    let mut search = Search {
        body,
        found: HashSet::new(),
    };
    search.block(&body.block, &mut BTreeSet::from([body.result]));
    let mut steep = HashSet::new();
    let mut endless = HashSet::new();
    super::writes::each(&body.block, &mut |stmt| {
        if let StmtKind::Def {
            dst: Dst::Let(var),
            op,
            ..
        } = &stmt.kind
            && search.found.contains(&stmt.id)
        {
            let of_endless = operands(op).into_iter().any(
                |operand| matches!(operand, Operand::Place(place, _) if endless.contains(&place.root)),
            );
            if minds_itself(op) {
                endless.insert(*var);
            } else if has_pole(op) || of_endless {
                endless.insert(*var);
                steep.insert(stmt.id);
            }
        }
    });
    steep
}

/// Whether a primitive's value or slope may be infinite for numbers that are finite.
pub(super) fn has_pole(op: &Op) -> bool {
    match op {
        Op::Binary(BinOp::Div, _, Operand::Inactive(v)) => !matches!(v.expr, syn::Expr::Lit(_)),
        Op::Binary(BinOp::Div, ..) | Op::Sloped { .. } => true,
        Op::Elementary { rule, .. } => rule.slope == Slope::Steep,
        _ => false,
    }
}

/// Whether the rule of a primitive gives zero for a zero cotangent, however steep it is.
pub(super) fn minds_itself(op: &Op) -> bool {
    matches!(op, Op::Elementary { rule, .. } if rule.slope == Slope::Guarded)
}

struct Search<'b> {
    body: &'b Body,
    found: HashSet<StmtId>,
}

impl Search<'_> {
    /// Goes back through a block, with the variables whose cotangents something certainly adds to.
    fn block(&mut self, block: &Block, used: &mut BTreeSet<VarId>) {
        for stmt in block.stmts.iter().rev() {
            self.stmt(stmt, used);
        }
    }

    fn stmt(&mut self, stmt: &Stmt, used: &mut BTreeSet<VarId>) {
        match &stmt.kind {
            StmtKind::Def { dst, op, .. } => {
                match dst {
                    Dst::Let(var) if !used.contains(var) && !matches!(op, Op::Call { .. }) => {
                        self.found.insert(stmt.id);
                    }
                    Dst::Store(place) if place.is_whole() => {
                        used.remove(&base(self.body, place.root));
                        self.uses(operands(op), used);
                    }
                    _ => self.uses(operands(op), used),
                }
                self.inner(stmt);
            }
            StmtKind::Destructure { from, .. } => self.uses([from], used),
            StmtKind::Mutate(m) => self.uses(&m.arg, used),
            StmtKind::Swap { a, b, .. } => used.extend([a.root, b.root]),
            StmtKind::Block(block) => self.block(block, used),
            StmtKind::Branch(_) | StmtKind::Loop(_) => {
                if leaves(stmt) {
                    used.clear();
                }
                // What is overwritten on the way isn't used any more.
                let mut written = BTreeSet::new();
                writes(self.body, stmt, &mut written);
                used.retain(|var| !written.contains(var));
                self.inner(stmt);
            }
            StmtKind::Exit(_) => used.clear(),
            StmtKind::Declare(_)
            | StmtKind::Shape { .. }
            | StmtKind::Residual { .. }
            | StmtKind::Kept { .. }
            | StmtKind::Effect(..)
            | StmtKind::Alias { .. } => {}
        }
    }

    /// The blocks in a statement, which may not run: what they use isn't used for certain.
    fn inner(&mut self, stmt: &Stmt) {
        for block in blocks(stmt) {
            self.block(block, &mut BTreeSet::new());
        }
    }

    fn uses<'o>(&self, of: impl IntoIterator<Item = &'o Operand>, used: &mut BTreeSet<VarId>) {
        for operand in of {
            if let Operand::Place(place, _) = operand {
                used.insert(base(self.body, place.root));
            }
        }
    }
}

/// Whether a statement may be left for another than the one behind it.
fn leaves(stmt: &Stmt) -> bool {
    let (mut loops, mut exits): (HashSet<LoopId>, Vec<Exit>) = (HashSet::new(), Vec::new());
    let mut look = |s: &Stmt| match &s.kind {
        StmtKind::Loop(l) => {
            loops.insert(l.id);
        }
        StmtKind::Exit(exit) => exits.push(exit.clone()),
        _ => {}
    };
    look(stmt);
    for block in blocks(stmt) {
        super::writes::each(block, &mut look);
    }
    exits.iter().any(|exit| match exit {
        Exit::Break(id) | Exit::Continue(id) => !loops.contains(id),
        Exit::Return => true,
    })
}

#[cfg(test)]
mod tests;
