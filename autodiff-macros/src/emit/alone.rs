//! Long blocks: their loops and branches in several functions, in the forward sweep.
//!
//! As for the reverse ([`stretch`](super::stretch)), each stands in a closure that is called on the
//! spot. A closure borrows all that it mentions at once, and owns what it moves, so this is done
//! only where that can't make a difference: no reference to a local is around, no control leaves,
//! and nothing from outside gets its first value or is replaced as a whole.
//!
//! Input: `while s < 4.0 { s = s * 1.5; }`
//! Output: `s = apart(tape, |tape| { let mut s = s; while s < 4.0 { s = s * 1.5; } s });`

use super::Emitter;
use super::flow::{diverges, leaves};
use super::stretch::length;
use crate::analyse::{each, mentions, writes};
use crate::ir::{Dst, LoopKind, Op, Origin, Stmt, StmtKind, VarId};
use crate::ty::Ty;
use proc_macro2::TokenStream;
use std::collections::{BTreeSet, HashSet};

/// What consists of fewer statements isn't worth a call.
const SHORT: usize = 8;

impl Emitter<'_> {
    /// The forward sweep of a statement of a long block.
    pub(super) fn forward_apart(&self, stmt: &Stmt, forward: TokenStream) -> TokenStream {
        let branches = matches!(
            stmt.kind,
            StmtKind::Branch(_) | StmtKind::Loop(_) | StmtKind::Block(_)
        );
        if !branches || length(stmt) < SHORT || leaves(stmt) || diverges(stmt) {
            return forward;
        }
        let Some(outside) = self.stands_alone(stmt) else {
            return forward;
        };
        let mut changed = BTreeSet::new();
        writes(self.body, stmt, &mut changed);
        let scalar = |id: &VarId| matches!(self.var(*id).ty, Ty::Float | Ty::Int | Ty::Bool);
        let shared = changed.intersection(&outside).copied().filter(scalar);
        let shared: Vec<_> = shared.map(|id| self.var(id).name.clone()).collect();
        self.apart(&shared.iter().collect::<Vec<_>>(), forward)
    }

    /// The variables from outside that a statement mentions, if it can run in a closure.
    fn stands_alone(&self, stmt: &Stmt) -> Option<BTreeSet<VarId>> {
        let inside = defined(stmt);
        let mut outside = BTreeSet::new();
        mentions(self.body, stmt, &mut outside);
        outside.retain(|id| !inside.contains(id));
        let mut alone = outside.iter().all(|id| self.is_lent_plainly(*id));
        each_with(stmt, &mut |inner| match &inner.kind {
            StmtKind::Def {
                dst: Dst::Init(id), ..
            } => alone &= inside.contains(id),
            StmtKind::Def {
                dst: Dst::Store(place),
                ..
            } => {
                alone &= !place.is_whole() || place.ty.is_copy() || inside.contains(&place.root);
            }
            StmtKind::Mutate(m) => {
                alone &= m.out.is_none_or(|id| inside.contains(&id));
            }
            StmtKind::Effect(_, reads) => {
                alone &= reads.iter().all(|id| {
                    let var = self.var(*id);
                    !var.mutable || var.ty.is_copy() || inside.contains(id)
                });
            }
            _ => {}
        });
        alone.then_some(outside)
    }

    /// Whether a closure may borrow a variable together with any others: it refers to no local, and
    /// no code that isn't looked into replaces it.
    fn is_lent_plainly(&self, id: VarId) -> bool {
        let var = self.var(id);
        let param = matches!(var.origin, Origin::Param(_));
        let replaced = !var.ty.is_copy() && (var.opaque || param && var.mutable);
        var.alias.is_none() && !replaced && (param || refers_to_nothing(&var.ty))
    }
}

/// Whether a value certainly holds no reference.
fn refers_to_nothing(ty: &Ty) -> bool {
    match ty {
        Ty::Float | Ty::Int | Ty::Bool | Ty::Unit | Ty::Array(_) => true,
        Ty::Vec(item) | Ty::Fixed(item) | Ty::Option(item) => refers_to_nothing(item),
        Ty::Tuple(items) => items.iter().all(refers_to_nothing),
        _ => false,
    }
}

/// Calls `visit` on a statement and all inside it.
fn each_with<'b>(stmt: &'b Stmt, visit: &mut impl FnMut(&'b Stmt)) {
    visit(stmt);
    for block in crate::analyse::blocks(stmt) {
        each(block, visit);
    }
}

/// The variables that come to be inside a statement.
fn defined(stmt: &Stmt) -> HashSet<VarId> {
    let mut found = HashSet::new();
    each_with(stmt, &mut |stmt| match &stmt.kind {
        StmtKind::Def { dst, op, .. } => {
            match dst {
                Dst::Let(id) => {
                    found.insert(*id);
                }
                Dst::Pattern(_, vars, _) => found.extend(vars),
                _ => {}
            }
            for lambda in op.lambdas() {
                found.extend(&lambda.params);
                found.insert(lambda.result);
            }
            if let Op::Map { closure, .. } = op {
                found.extend(&closure.params);
                found.insert(closure.result);
            }
        }
        StmtKind::Declare(id)
        | StmtKind::Alias { var: id, .. }
        | StmtKind::Shape { var: id, .. }
        | StmtKind::Residual { var: id, .. }
        | StmtKind::Kept { var: id, .. } => {
            found.insert(*id);
        }
        StmtKind::Branch(branch) => {
            found.extend(
                branch
                    .arms
                    .iter()
                    .filter_map(|a| a.pat.as_ref())
                    .flat_map(|(_, v)| v),
            );
        }
        StmtKind::Loop(l) => {
            found.insert(l.trips);
            match &l.kind {
                LoopKind::Range { index, .. } => {
                    found.insert(*index);
                }
                LoopKind::Elements { k, .. } => {
                    found.insert(*k);
                }
                LoopKind::Opaque { binds, .. } => found.extend(binds),
                LoopKind::While(_) | LoopKind::Forever => {}
            }
        }
        _ => {}
    });
    found
}
