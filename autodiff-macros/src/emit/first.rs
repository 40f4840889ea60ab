//! What is added to a scalar's cotangent first declares it.
//!
//! Input: `let mut t5_bar = -0.0; …; t5_bar += a0_bar * x; …`
//! Output: `…; let mut t5_bar = a0_bar * x; …`
//!
//! The first summand can be the declaration where it stands in the same scope as the variable, so
//! that whatever else names the cotangent comes after it and sees it. A cotangent that is named
//! elsewhere before, in a loop for instance, is declared at the beginning of its scope as usual.

use super::Emitter;
use crate::ir::{Dst, Place, Stmt, StmtKind, VarId};
use crate::ty::Ty;
use std::cell::RefCell;
use std::collections::HashSet;

/// Which cotangents are still to be declared.
#[derive(Default)]
pub(super) struct Firsts {
    /// The scalars of the scope being emitted.
    scope: HashSet<VarId>,
    /// Those of all scopes whose cotangents have been named.
    named: RefCell<HashSet<VarId>>,
    /// Those among them that their first summand declares.
    declared: RefCell<HashSet<VarId>>,
}

/// The scalars that come to be in a statement.
fn scalars<'a>(emitter: &'a Emitter<'_>, stmt: &'a Stmt) -> impl Iterator<Item = VarId> + 'a {
    let vars: &[VarId] = match &stmt.kind {
        StmtKind::Def {
            dst: Dst::Let(id), ..
        } => std::slice::from_ref(id),
        StmtKind::Def {
            dst: Dst::Pattern(_, vars, _),
            ..
        } => vars,
        _ => &[],
    };
    let given = |id: VarId| emitter.seeded == Some(id) || emitter.body.result == id;
    vars.iter().copied().filter(move |id| {
        let var = emitter.var(*id);
        var.active && var.ty == Ty::Float && var.alias.is_none() && !given(*id)
    })
}

impl Emitter<'_> {
    /// Before the statements of a scope are emitted, last first. Returns the scope around, to be
    /// put back by [`leave_firsts`](Self::leave_firsts).
    pub(super) fn enter_firsts(&mut self, stmts: &[Stmt]) -> HashSet<VarId> {
        let scope = stmts.iter().flat_map(|stmt| scalars(self, stmt)).collect();
        std::mem::replace(&mut self.firsts.scope, scope)
    }

    pub(super) fn leave_firsts(&mut self, outer: HashSet<VarId>) {
        self.firsts.scope = outer;
    }

    /// Before a block is emitted, perhaps once more.
    pub(super) fn forget_firsts(&mut self, stmts: &[Stmt]) {
        let scalars: Vec<VarId> = stmts.iter().flat_map(|stmt| scalars(self, stmt)).collect();
        for id in scalars {
            self.firsts.named.get_mut().remove(&id);
            self.firsts.declared.get_mut().remove(&id);
        }
    }

    /// Notes that the code names a variable's cotangent.
    pub(super) fn name_bar(&self, id: VarId) {
        self.firsts.named.borrow_mut().insert(id);
    }

    /// Whether a summand of the place's cotangent, at the level of the scope being emitted, is to
    /// declare it.
    pub(super) fn declares_bar(&self, place: &Place) -> bool {
        let first = place.is_whole()
            && self.firsts.scope.contains(&place.root)
            && self.firsts.named.borrow_mut().insert(place.root);
        if first {
            self.firsts.declared.borrow_mut().insert(place.root);
        }
        first
    }

    /// Whether the first summand of a variable's cotangent has declared it.
    pub(super) fn has_declared_bar(&self, id: VarId) -> bool {
        self.firsts.declared.borrow().contains(&id)
    }
}
