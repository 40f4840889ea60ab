//! Which maps take their elements' derivatives in the forward sweep, a batch of
//! elements at a time.
//!
//! The closure has to be a straight line from elements with derivatives to a number, of
//! arithmetic and of functions that are smooth wherever they are defined: where the
//! derivative is a choice, as of `max`, the product with a cotangent that isn't
//! finite would differ. And it has to have a function in it that is worth it.

use crate::ir::{BinOp, BoundBy, Dst, MapClosure, Op, Operand, Place, Proj, StmtKind, Use};
use crate::ir::{Residual, Var, VarId, Verbatim};
use crate::ty::Ty;
use std::collections::HashSet;

/// The functions that the core has vector code for.
pub(crate) fn is_vectorised(name: &str) -> bool {
    matches!(name, "exp" | "exp_m1" | "tanh" | "ln" | "ln_1p")
}

/// Whether `closure`, mapped over `recvs`, is such a straight line.
pub(super) fn is_batched(vars: &[Var], recvs: &[(Operand, bool)], closure: &MapClosure) -> bool {
    let active = |(recv, spread): &(Operand, bool)| {
        matches!(recv, Operand::Place(place, _) if vars[place.root.0].active) && !spread
    };
    let number = |param: &VarId| vars[param.0].active && vars[param.0].ty == Ty::Float;
    if !(recvs.iter().all(active) && closure.params.iter().all(number)) {
        return false;
    }
    let mut line = Line {
        vars,
        own: closure.params.iter().copied().collect(),
        vectorised: false,
    };
    let straight = closure
        .body
        .stmts
        .iter()
        .all(|stmt| line.goes_on(&stmt.kind));
    straight && line.vectorised && line.own.contains(&closure.result)
}

struct Line<'a> {
    vars: &'a [Var],
    /// What the closure itself binds.
    own: HashSet<VarId>,
    vectorised: bool,
}

impl Line<'_> {
    fn goes_on(&mut self, stmt: &StmtKind) -> bool {
        match stmt {
            StmtKind::Def {
                dst: Dst::Let(id),
                op,
                bound: BoundBy::Let,
                ..
            } => {
                let plain = matches!(self.vars[id.0].ty, Ty::Float | Ty::Int | Ty::Unknown)
                    && !self.vars[id.0].mutable;
                let fine = plain && self.primitive(op);
                self.own.insert(*id);
                fine
            }
            StmtKind::Residual { var, of } => {
                self.own.insert(*var);
                let operator = match of {
                    Residual::Binary(op, ..) => *op != BinOp::Rem,
                    Residual::Neg(_) => true,
                    Residual::Update(..) | Residual::Shape(_) => false,
                };
                operator && of.operands().iter().all(|o| self.operand(o))
            }
            _ => false,
        }
    }

    fn primitive(&mut self, op: &Op) -> bool {
        match op {
            Op::Use(a) | Op::Neg(a) => self.operand(a),
            Op::Binary(op, a, b) => *op != BinOp::Rem && self.operand(a) && self.operand(b),
            Op::Opaque(v) => v.pure,
            Op::Elementary { rule, args, .. } => {
                let vectorised = is_vectorised(rule.name);
                self.vectorised |= vectorised;
                let smooth = vectorised || matches!(rule.name, "sqrt" | "recip" | "powi" | "pow2");
                let first = args.first().is_some_and(|a| self.is_own(a));
                smooth && first && args.iter().all(|a| self.operand(a))
            }
            _ => false,
        }
    }

    /// Whether an operand is active and bound in the closure.
    fn is_own(&self, operand: &Operand) -> bool {
        matches!(operand, Operand::Place(place, _)
            if self.vars[place.root.0].active && self.own.contains(&place.root))
    }

    /// Whether an operand can be read again and again, and nothing outside gets a
    /// part of the cotangent.
    fn operand(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Inactive(v) => v.pure,
            Operand::Place(_, Use::RefMut) => false,
            Operand::Place(place, _) => {
                let var = &self.vars[place.root.0];
                if var.alias.is_some() {
                    return false;
                }
                if var.active {
                    self.own.contains(&place.root) && place.is_whole()
                } else {
                    is_repeatable(place)
                }
            }
        }
    }
}

fn is_repeatable(place: &Place) -> bool {
    place.proj.iter().all(|step| match step {
        Proj::Deref | Proj::Field(_) => true,
        Proj::Index(Verbatim { pure, .. }) => *pure,
        _ => false,
    })
}
