//! Assignments and other changes of places.

use super::Lower;
use crate::activity::strip;
use crate::ir::{BinOp, BoundBy, Dst, Op, Operand, Place, Proj, StmtKind, Use};
use crate::ty::Ty;
use syn::Expr;

impl Lower<'_> {
    /// `left = right`
    pub(super) fn assign(&mut self, left: &Expr, right: &Expr) {
        match (strip(left), strip(right)) {
            (Expr::Infer(_), _) => {
                let (op, _) = self.op(right);
                self.define(Dst::Discard, op);
            }
            (Expr::Tuple(l), Expr::Tuple(r)) if l.elems.len() == r.elems.len() => {
                // All values first, then all assignments.
                let values: Vec<Operand> = r.elems.iter().map(|e| self.held(e)).collect();
                for (target, value) in l.elems.iter().zip(values) {
                    self.store(target, Op::Use(value));
                }
            }
            (Expr::Tuple(l), _) => {
                let value = self.held(right);
                let Operand::Place(base, _) = value else {
                    self.errors.at(left, "this value can't be followed: bind it by `let` first, and assign its parts one by one");
                    return;
                };
                for (i, target) in l.elems.iter().enumerate() {
                    let mut part = base.clone();
                    part.ty = base.ty.field(i);
                    part.proj.push(Proj::Field(syn::Member::Unnamed(i.into())));
                    self.store(target, Op::Use(Operand::Place(part, Use::Value)));
                }
            }
            _ => {
                // A rule may read its result, so only values are stored.
                let op = if self.is_structured(right) {
                    let operand = self.operand(right);
                    Op::Use(operand)
                } else {
                    Op::Opaque(self.value(right))
                };
                self.store(left, op);
            }
        }
    }

    /// A value that later assignments can't change.
    fn held(&mut self, expr: &Expr) -> Operand {
        let ty = self.sketch(expr);
        let active = self.activity.expr(expr);
        let temp = self.temp("t", ty, active);
        self.expr_into(expr, super::expr::Into::Let(temp));
        Operand::Place(self.whole(temp), Use::Value)
    }

    fn store(&mut self, target: &Expr, op: Op) {
        if let Expr::Infer(_) = strip(target) {
            return self.define(Dst::Discard, op);
        }
        let Some(place) = self.place(target) else {
            self.errors.at(target, "only variables and their parts can be assigned: bind what is on the left to a variable first");
            return;
        };
        if place.is_whole() && self.var(place.root).alias.is_some() {
            self.errors.at(
                target,
                "a reference or view can't be pointed elsewhere: bind a new one with `let`",
            );
            return;
        }
        let var = self.var(place.root);
        if place.is_whole() && var.active && var.ty.is_reference() {
            self.errors.at(
                target,
                "a reference can't be pointed elsewhere: count where it begins or ends (`x[at..]`), or call the function itself with the part",
            );
            return;
        }
        if !self.can_change(&place, target) {
            return;
        }
        if let (true, Some(depth)) = (place.is_whole(), self.unset.remove(&place.root)) {
            if depth < self.loops.len() {
                self.errors.at(
                    target,
                    "this variable gets its first value inside a loop: give it one where it is declared",
                );
            }
            return self.first(place.root, op);
        }
        let var = self.var(place.root);
        // A variable declared without a value, and not `mut`, gets its first here.
        if place.is_whole() && !var.mutable && !matches!(var.origin, crate::ir::Origin::Param(_)) {
            return self.first(place.root, op);
        }
        self.store_at(place, op);
    }

    /// Stores at a place that may be changed.
    pub(super) fn store_at(&mut self, place: Place, op: Op) {
        // A part that isn't a scalar takes its cotangent away as a whole.
        let var = self.var(place.root);
        let lent = var.alias.is_some() || var.origin == crate::ir::Origin::Argument;
        let part = lent || place.proj.iter().any(|p| !matches!(p, Proj::Deref));
        let left = if part && var.active && !place.ty.is_scalar() {
            self.shape_of(&Operand::Place(place.clone(), Use::Value))
        } else {
            None
        };
        let shapes = crate::ir::Shapes { left, right: None };
        self.emit(StmtKind::Def {
            dst: Dst::Store(place),
            op,
            shapes,
            user_ty: None,
            bound: BoundBy::Let,
        });
    }

    /// The first value of a declared variable.
    fn first(&mut self, id: crate::ir::VarId, op: Op) {
        match &op {
            Op::Use(operand) => self.learn(id, &operand.ty().clone()),
            Op::Opaque(verbatim) => self.learn(id, &verbatim.ty.clone()),
            _ => {}
        }
        self.define(Dst::Init(id), op);
    }

    /// `left op= right`
    pub(super) fn update(&mut self, e: &syn::ExprBinary) {
        let op = match e.op {
            syn::BinOp::AddAssign(_) => BinOp::Add,
            syn::BinOp::SubAssign(_) => BinOp::Sub,
            syn::BinOp::MulAssign(_) => BinOp::Mul,
            syn::BinOp::DivAssign(_) => BinOp::Div,
            syn::BinOp::RemAssign(_) => BinOp::Rem,
            _ => return self.plain_update(e),
        };
        let value = self.operand(&e.right);
        let Some(mut place) = self.place(&e.left) else {
            self.errors.at(&e.left, "only variables and their parts can be assigned: bind what is on the left to a variable first");
            return;
        };
        // `a.scaled_add(…)` on a reference, spelled out.
        if matches!(place.ty, Ty::RefMut(_)) && *place.ty.behind() != Ty::Float {
            place.ty = place.ty.behind().clone();
            place.proj.push(Proj::Deref);
        }
        if !self.can_change(&place, &e.left) {
            return;
        }
        let dispatched = crate::ir::is_dispatched(&place.ty, value.ty());
        let residual = dispatched.then(|| {
            self.residual(crate::ir::Residual::Update(
                op,
                place.clone(),
                value.clone(),
            ))
        });
        let shapes = crate::ir::Shapes {
            left: residual.flatten(),
            right: if dispatched || place.ty.is_scalar() || value.ty().is_scalar() {
                None
            } else {
                self.shape_of(&value)
            },
        };
        if self.var(place.root).active && *place.ty.behind() != Ty::Float && op == BinOp::Rem {
            self.errors
                .at(e, "`%=` has a rule for floats only: loop over the elements");
        }
        self.emit(StmtKind::Def {
            dst: Dst::Update(op, place),
            op: Op::Use(value),
            shapes,
            user_ty: None,
            bound: BoundBy::Let,
        });
    }

    /// `|=` and the like, on inactive variables: an ordinary assignment.
    fn plain_update(&mut self, e: &syn::ExprBinary) {
        let op: syn::BinOp = match e.op {
            syn::BinOp::BitXorAssign(t) => syn::BinOp::BitXor(syn::token::Caret(t.spans[0])),
            syn::BinOp::BitAndAssign(t) => syn::BinOp::BitAnd(syn::token::And(t.spans[0])),
            syn::BinOp::BitOrAssign(t) => syn::BinOp::BitOr(syn::token::Or(t.spans[0])),
            syn::BinOp::ShlAssign(t) => syn::BinOp::Shl(syn::token::Shl([t.spans[0], t.spans[1]])),
            syn::BinOp::ShrAssign(t) => syn::BinOp::Shr(syn::token::Shr([t.spans[0], t.spans[1]])),
            _ => return self.errors.at(e, "this assignment isn't supported"),
        };
        let (left, right) = (&e.left, &e.right);
        let whole: Expr = syn::parse_quote!(#left #op (#right));
        self.assign(left, &whole);
    }

    pub(super) fn can_change(&mut self, place: &Place, at: &Expr) -> bool {
        let var = self.var(place.root);
        let through = matches!(place.proj.first(), Some(Proj::Deref));
        // What can itself be assigned and yet is no reference to a place is a box.
        let followed = var.alias.is_some()
            || var.mutable
            || matches!(
                var.origin,
                crate::ir::Origin::Param(_) | crate::ir::Origin::Argument
            );
        if var.active && through && !followed {
            let name = var.name.to_string();
            self.errors.at(
                at,
                format!("`{name}` points to a place that can't be followed: assign to the variable itself, or bind `&mut` of a variable or a part of one"),
            );
            return false;
        }
        let var = self.var(place.root);
        if var.opaque && var.active {
            self.errors.at(
                at,
                "this variable is changed in ways that can't be followed",
            );
            return false;
        }
        true
    }
}
