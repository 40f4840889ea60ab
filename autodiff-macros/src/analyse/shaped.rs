//! Which cotangents have to have their full shape.

use super::needs::bar_root;
use super::{each, operands};
use crate::ir::{Body, Dst, Exchange, Op, Operand, Place, Proj, StmtKind, Use, VarId};
use crate::ty::Ty;
use std::collections::HashSet;

/// Whether a place's cotangent is reached through an index or a view.
pub(crate) fn needs_materialised(place: &Place) -> bool {
    place
        .proj
        .iter()
        .any(|p| !matches!(p, Proj::Deref | Proj::Field(_) | Proj::Variant { .. }))
}

/// The local variables whose cotangents are indexed, viewed or lent.
pub(super) fn shaped(body: &Body) -> HashSet<VarId> {
    let mut found = HashSet::new();
    each(&body.block, &mut |stmt| {
        let mut visit = |place: &Place, lent: bool| {
            let root = bar_root(body, place);
            let mut deep = lent || needs_materialised(place);
            let mut id = place.root;
            while let Some(inner) = &body.vars[id.0].alias {
                deep |= needs_materialised(inner);
                id = inner.root;
            }
            let var = &body.vars[root.0];
            if deep
                && var.active
                && !var.ty.is_reference()
                && !matches!(var.ty, Ty::Float | Ty::View(_))
            {
                found.insert(root);
            }
        };
        match &stmt.kind {
            StmtKind::Def { dst, op, .. } => {
                if let Dst::Store(place) | Dst::Update(_, place) = dst {
                    visit(place, false);
                }
                for operand in operands(op) {
                    if let Operand::Place(place, how) = operand {
                        let lent = *how != Use::Value || place.ty.is_reference();
                        visit(
                            place,
                            lent && matches!(op, Op::Call { callee, .. } if callee.has_sweeps()),
                        );
                    }
                }
            }
            StmtKind::Swap { a, b, how } => {
                let slices = matches!(how, Exchange::Slices(_));
                visit(a, slices);
                visit(b, slices);
            }
            StmtKind::Mutate(m) => {
                visit(&m.recv, true);
                if let Some(Operand::Place(place, _)) = &m.arg {
                    visit(place, false);
                }
            }
            _ => {}
        }
    });
    share_shapes(body, &mut found);
    found
}

/// What is swapped takes on the other's cotangent, which then has to have its
/// full shape as well.
fn share_shapes(body: &Body, found: &mut HashSet<VarId>) {
    loop {
        let before = found.len();
        each(&body.block, &mut |stmt| {
            if let StmtKind::Swap { a, b, .. } = &stmt.kind {
                let roots = [a, b].map(|place| bar_root(body, place));
                if roots
                    .iter()
                    .any(|root| found.contains(root) || body.vars[root.0].ty.is_reference())
                {
                    found.extend(roots.into_iter().filter(|root| {
                        let var = &body.vars[root.0];
                        var.active
                            && !var.ty.is_reference()
                            && !matches!(var.ty, Ty::Float | Ty::View(_))
                    }));
                }
            }
        });
        if found.len() == before {
            return;
        }
    }
}
