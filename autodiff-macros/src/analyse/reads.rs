//! What a function's reverse reads of its `&mut` parameters, which it tells its callers by a
//! constant: they needn't save the rest for it.

use super::writes::base;
use super::{Facts, captured, each, operands};
use crate::ir::{Body, Callee, Op, Place, StmtId, StmtKind, VarId};
use crate::ty::Ty;
use std::collections::HashMap;

/// The functions that calls name.
pub(super) fn callees(body: &Body) -> HashMap<StmtId, syn::Path> {
    let mut found = HashMap::new();
    each(&body.block, &mut |stmt| {
        if let StmtKind::Def {
            op:
                Op::Call {
                    callee: Callee::Function(path),
                    ..
                },
            ..
        } = &stmt.kind
        {
            found.insert(stmt.id, path.clone());
        }
    });
    found
}

/// The `&mut` parameters, by bits, whose content the reverse may read: of the others it says that
/// it doesn't.
pub(crate) fn reads_lent(body: &Body, facts: &Facts, params: &[VarId]) -> u64 {
    let mut bits = u64::MAX;
    for (i, id) in params.iter().enumerate().take(64) {
        let floats = match &body.vars[id.0].ty {
            Ty::RefMut(inner) => match &**inner {
                Ty::Float => true,
                Ty::Slice(item) | Ty::Vec(item) | Ty::Fixed(item) => **item == Ty::Float,
                _ => false,
            },
            _ => false,
        };
        if floats && !facts.read.contains(id) && !is_handed_on(body, *id) {
            bits &= !(1 << i);
        }
    }
    bits
}

/// Whether anything but assignments changes a parameter, or undoing them might need its content.
fn is_handed_on(body: &Body, param: VarId) -> bool {
    let mut found = false;
    each(&body.block, &mut |stmt| {
        let is_it = |place: &Place| base(body, place.root) == param;
        found |= match &stmt.kind {
            StmtKind::Swap { a, b, .. } => is_it(a) || is_it(b),
            StmtKind::Mutate(m) => is_it(&m.recv),
            StmtKind::Def { op, .. } => {
                let captured = op
                    .lambdas()
                    .any(|lambda| captured(body, lambda).contains(&param));
                let lent = matches!(op, Op::Call { .. })
                    && operands(op)
                        .into_iter()
                        .any(|o| o.lent_mutably().is_some_and(is_it));
                captured || lent
            }
            _ => false,
        };
    });
    found
}
