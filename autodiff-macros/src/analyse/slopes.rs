//! Whether a straight line from numbers to a number can give its slopes: whether the product of a cotangent
//! and a slope says what the rules say that pass the cotangent back one by one.

use super::passed_over::{has_pole, minds_itself};
use super::writes::{base, each, operands};
use crate::ir::{BinOp, Body, Dst, Op, Operand, StmtKind, VarId};
use crate::rules::Product;
use std::collections::BTreeSet;

/// If it can: whether a zero cotangent stays zero, however steep the function is.
pub(crate) fn slopes(body: &Body, params: &[VarId]) -> Option<bool> {
    let (mut minds, mut poles, mut smooth) = (false, false, true);
    each(&body.block, &mut |stmt| {
        if let StmtKind::Def { op, .. } = &stmt.kind {
            minds |= minds_itself(op);
            poles |= has_pole(op);
            smooth &= is_smooth(op);
        }
    });
    // Where some rules mind a zero and others don't, the product can't do both.
    let agree = !minds || !poles;
    (smooth && agree && leads_from_all(body, params)).then_some(minds)
}

/// Whether a primitive's rule is a product with a slope.
fn is_smooth(op: &Op) -> bool {
    match op {
        Op::Use(_) | Op::Opaque(_) | Op::Neg(_) => true,
        Op::Binary(kind, ..) => *kind != BinOp::Rem,
        Op::Elementary { rule, args, .. } => match rule.product {
            Product::Never => false,
            Product::OfFirst => args[1..].iter().all(|a| matches!(a, Operand::Inactive(_))),
            Product::Always => true,
        },
        _ => false,
    }
}

/// Whether the result is computed from each of the parameters.
fn leads_from_all(body: &Body, params: &[VarId]) -> bool {
    let mut needed = BTreeSet::from([body.result]);
    for stmt in body.block.stmts.iter().rev() {
        let StmtKind::Def { dst, op, .. } = &stmt.kind else {
            continue;
        };
        let target = match dst {
            Dst::Let(id) | Dst::Init(id) => *id,
            Dst::Store(place) | Dst::Update(_, place) => base(body, place.root),
            _ => continue,
        };
        if needed.contains(&target) {
            needed.extend(operands(op).into_iter().filter_map(|o| match o {
                Operand::Place(place, _) => Some(base(body, place.root)),
                Operand::Inactive(_) => None,
            }));
        }
    }
    params.iter().all(|id| needed.contains(id))
}
