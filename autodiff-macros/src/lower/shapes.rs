//! What rules need of operands besides their values: shapes, and what operators leave behind.

use super::Lower;
use crate::ir::{BinOp, Dst, Op, Operand, Origin, Residual, Shapes, StmtKind, Use, VarId};
use crate::ty::Ty;

impl Lower<'_> {
    /// Records the shapes that the rule of a broadcasting operation needs.
    pub(super) fn shapes_for(&mut self, op: &Op) -> Shapes {
        match op {
            Op::Binary(kind, a, b) if crate::ir::is_dispatched(a.ty(), b.ty()) => {
                let additive = matches!(kind, BinOp::Add | BinOp::Sub);
                let residual = if additive {
                    Some(Residual::Binary(*kind, a.clone(), b.clone()))
                } else {
                    self.scaled_result(*kind, a, b).map(Residual::Shape)
                };
                Shapes {
                    left: residual.and_then(|residual| self.residual(residual)),
                    right: None,
                }
            }
            Op::Neg(a) if *a.ty() == Ty::Unknown => Shapes {
                left: self.residual(Residual::Neg(a.clone())),
                right: None,
            },
            Op::Binary(BinOp::Rem, ..) => Shapes::default(),
            Op::Binary(_, a, b) => {
                let (a_scalar, b_scalar) = (a.ty().is_scalar(), b.ty().is_scalar());
                // A scalar operand's shape is known; an array beside a scalar isn't broadcast.
                let left = (!a_scalar && !b_scalar).then(|| self.shape_of(a)).flatten();
                let right = (!a_scalar && !b_scalar).then(|| self.shape_of(b)).flatten();
                Shapes { left, right }
            }
            Op::Method {
                rule:
                    crate::rules::Method::ByShape
                    | crate::rules::Method::ByShapeArgs
                    | crate::rules::Method::UnwrapOr,
                recv,
                ..
            } => Shapes {
                left: self.shape_of(recv),
                right: None,
            },
            _ => Shapes::default(),
        }
    }

    /// The operand of `c * f(x)`, `f(x) * c` or `f(x) / c` that is a call's result, for numbers `c`: nothing
    /// else reads it, and the pullback reads its shape alone, or it is of a type that is kept.
    fn scaled_result(&self, kind: BinOp, a: &Operand, b: &Operand) -> Option<Operand> {
        let result = match (kind, a, b) {
            (BinOp::Mul, Operand::Inactive(c), result) if c.ty == Ty::Float => result,
            (BinOp::Mul | BinOp::Div, result, Operand::Inactive(c)) if c.ty == Ty::Float => result,
            _ => return None,
        };
        let Operand::Place(place, Use::Value) = result else {
            return None;
        };
        let var = self.var(place.root);
        if !place.is_whole() || var.origin != Origin::Temp || var.ty != Ty::Unknown {
            return None;
        }
        let of_call = self.out.last()?.iter().rev().any(|stmt| {
            matches!(&stmt.kind, StmtKind::Def { dst: Dst::Let(id), op, .. }
                if *id == place.root && op.has_sweeps())
        });
        of_call.then(|| result.clone())
    }

    /// A variable that holds the residual of an operator, if an operand is active.
    pub(super) fn residual(&mut self, of: Residual) -> Option<VarId> {
        let active = |operand: &Operand| matches!(operand, Operand::Place(place, _) if self.var(place.root).active);
        if !of.operands().iter().any(active) {
            return None;
        }
        let var = self.temp("residual", Ty::Unknown, false);
        self.emit(StmtKind::Residual { var, of });
        Some(var)
    }

    /// A variable that holds the shape of an active operand.
    pub(super) fn shape_of(&mut self, operand: &Operand) -> Option<VarId> {
        let Operand::Place(place, _) = operand else {
            return None;
        };
        if !self.var(place.root).active {
            return None;
        }
        let shape = self.temp("shape", Ty::Unknown, false);
        self.emit(StmtKind::Shape {
            var: shape,
            of: place.clone(),
        });
        Some(shape)
    }
}
