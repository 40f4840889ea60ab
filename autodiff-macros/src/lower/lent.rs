//! What calls are lent: arguments that borrow from each other, and what callees get again.

use super::Lower;
use crate::activity;
use crate::ir::{Op, Operand, Place, Proj, StmtKind, Use, VarId};
use crate::ty::Ty;
use syn::Expr;

impl Lower<'_> {
    /// A mutable reference given by name, beside another borrow of what it points
    /// to, is taken as a shared one: the callee's signature must say so.
    pub(super) fn shared(&self, mut args: Vec<Operand>) -> Vec<Operand> {
        let borrowed: Vec<Vec<VarId>> = args.iter().map(|arg| self.borrowed(arg)).collect();
        for (i, arg) in args.iter_mut().enumerate() {
            let Operand::Place(place, how @ Use::Value) = arg else {
                continue;
            };
            let beside = || {
                let others = borrowed.iter().enumerate().filter(|(j, _)| *j != i);
                others.flat_map(|(_, ids)| ids).any(|id| *id == place.root)
            };
            if place.is_whole() && matches!(place.ty, Ty::RefMut(_)) && beside() {
                place.ty = place.ty.behind().clone();
                place.proj.push(Proj::Deref);
                *how = Use::Ref;
            }
        }
        args
    }

    /// The names through which an argument borrows.
    fn borrowed(&self, arg: &Operand) -> Vec<VarId> {
        match arg {
            Operand::Place(place, how)
                if *how != Use::Value
                    || place.ty.is_reference()
                    || matches!(place.ty, Ty::View(_)) =>
            {
                self.names_of(place)
            }
            _ => Vec::new(),
        }
    }

    /// The variable that a place is part of, and what that is a name of in turn.
    pub(super) fn names_of(&self, place: &Place) -> Vec<VarId> {
        let mut names = vec![place.root];
        let mut at = place.root;
        while let Some(inner) = &self.var(at).alias {
            at = inner.root;
            names.push(at);
        }
        names
    }

    /// Copies scalars out of what is lent mutably beside them.
    pub(super) fn apart(&mut self, args: Vec<Operand>) -> Vec<Operand> {
        let lent: Vec<VarId> = args
            .iter()
            .filter_map(|arg| match arg {
                Operand::Place(place, how)
                    if *how == Use::RefMut || matches!(place.ty, Ty::RefMut(_)) =>
                {
                    self.names_of(place).last().copied()
                }
                _ => None,
            })
            .collect();
        args.into_iter()
            .map(|arg| match arg {
                Operand::Place(place, Use::Value)
                    if place.ty.is_scalar()
                        && !place.ty.is_reference()
                        && self.names_of(&place).iter().any(|id| lent.contains(id)) =>
                {
                    let ty = place.ty.clone();
                    self.bind_temp(Op::Use(Operand::Place(place, Use::Value)), ty, true)
                }
                other => other,
            })
            .collect()
    }

    /// What the callee gets again in the reverse sweep of an argument passed by
    /// value, if the argument's type doesn't say.
    pub(super) fn kept(&mut self, arg: &Operand) -> Option<VarId> {
        let (of, active): (Expr, bool) = match arg {
            Operand::Place(place, Use::Value) if place.ty == Ty::Unknown => {
                let forward = crate::emit::source_of(&self.vars, place);
                (syn::parse_quote!(#forward), true)
            }
            Operand::Inactive(v)
                if v.ty == Ty::Unknown
                    && activity::variable(&v.expr).is_some_and(|name| {
                        self.names.contains_key(&name) || self.vars.iter().any(|v| v.name == name)
                    }) =>
            {
                (v.expr.clone(), false)
            }
            _ => return None,
        };
        let var = self.temp("kept", Ty::Unknown, false);
        // The name of a reference into what the reverse sweep doesn't have.
        self.vars[var.0].borrows = !active;
        self.emit(StmtKind::Kept { var, of, active });
        Some(var)
    }
}
