//! Expressions: into operands, and into the variables that take their values.

use super::Lower;
use super::contents::escaping_exit;
use super::effects::has_active_effects;
use super::sketch::arithmetic;
use crate::activity::is_arithmetic;
use crate::ir::{BinOp, Dst, Op, Operand, Origin, StmtKind, Use, VarId};
use crate::rules;
use crate::ty::Ty;
use syn::spanned::Spanned;
use syn::{Expr, UnOp};

/// Where an expression's value goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Into {
    /// A new variable.
    Let(VarId),
    /// A declared variable without a value.
    Init(VarId),
}

impl Into {
    fn dst(self) -> Dst {
        match self {
            Into::Let(id) => Dst::Let(id),
            Into::Init(id) => Dst::Init(id),
        }
    }
}

impl Lower<'_> {
    /// Whether `expr` has to be taken apart: it carries a derivative or leaves
    /// its block.
    pub(super) fn is_structured(&self, expr: &Expr) -> bool {
        self.activity.expr(expr) || escaping_exit(expr).is_some() || has_active_effects(self, expr)
    }

    /// Computes `expr` into a variable.
    pub(super) fn expr_into(&mut self, expr: &Expr, into: Into) {
        match expr {
            Expr::Paren(e) => self.expr_into(&e.expr, into),
            Expr::Group(e) => self.expr_into(&e.expr, into),
            Expr::If(_) | Expr::Match(_) | Expr::Block(_) | Expr::Loop(_)
                if self.is_structured(expr) =>
            {
                let Into::Let(id) = into else {
                    let (Into::Let(id) | Into::Init(id)) = into;
                    return self.control_value(expr, id);
                };
                self.emit(StmtKind::Declare(id));
                self.control_value(expr, id);
            }
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => self.statement_expr(expr),
            Expr::Reference(r) if r.mutability.is_some() && matches!(into, Into::Init(_)) => {
                self.errors.at(
                    expr,
                    "a mutable reference that a branch chooses can't be followed: change the place inside of the branches, or choose its index",
                );
            }
            _ => {
                let (mut op, ty) = self.op(expr);
                let (Into::Let(id) | Into::Init(id)) = into;
                self.learn(id, &ty);
                if matches!((&op, into), (Op::Elementary { .. }, Into::Init(_))) {
                    // A rule may read its result, which has to be a local for that.
                    op = Op::Use(self.bind_temp(op, ty, true));
                }
                self.define(into.dst(), op);
            }
        }
    }

    /// Notes a variable's type when it becomes known.
    pub(super) fn learn(&mut self, id: VarId, ty: &Ty) {
        let var = &mut self.vars[id.0];
        if var.ty == Ty::Unknown {
            var.ty = ty.clone();
        }
    }

    /// `expr` as an operand of a primitive.
    pub(super) fn operand(&mut self, expr: &Expr) -> Operand {
        if !self.is_structured(expr) {
            // A mutable reference goes on as it is: it can't be kept.
            if let Some(id) = crate::activity::variable(expr).and_then(|n| self.names.get(&n))
                && matches!(self.var(*id).origin, Origin::Param(_))
                && matches!(self.var(*id).ty, Ty::RefMut(_))
            {
                return Operand::Place(self.whole(*id), Use::Value);
            }
            // A variable or a part of it can be read in place.
            return Operand::Inactive(self.settled_number(expr));
        }
        match expr {
            Expr::Paren(e) => return self.operand(&e.expr),
            Expr::Group(e) => return self.operand(&e.expr),
            Expr::Reference(r) => {
                let how = if r.mutability.is_some() {
                    Use::RefMut
                } else {
                    Use::Ref
                };
                if let Some(mut place) = self.referent(expr) {
                    place.ty = place.ty.behind().clone();
                    return Operand::Place(place, how);
                }
            }
            _ => {}
        }
        if let Some(place) = self.place(expr) {
            return Operand::Place(place, Use::Value);
        }
        if let Some(place) = self.rooted(expr).and_then(|rooted| self.place(&rooted)) {
            return Operand::Place(place, Use::Value);
        }
        if let Expr::MethodCall(m) = expr
            && rules::view_method(&m.method.to_string()).is_some()
            && let Some(place) = self.referent(expr)
        {
            return Operand::Place(place, Use::Value);
        }
        if matches!(
            expr,
            Expr::If(_) | Expr::Match(_) | Expr::Block(_) | Expr::Loop(_)
        ) {
            let temp = self.temp("t", Ty::Unknown, self.activity.expr(expr));
            self.expr_into(expr, Into::Let(temp));
            return Operand::Place(self.whole(temp), Use::Value);
        }
        let (op, ty) = self.op(expr);
        if let Op::Use(operand) = op {
            return operand;
        }
        self.bind_temp(op, ty, true)
    }

    /// Operands in evaluation order: what a later one may change is copied.
    pub(super) fn operands<'e>(
        &mut self,
        exprs: impl Iterator<Item = &'e Expr> + Clone,
    ) -> Vec<Operand> {
        let exprs: Vec<&Expr> = exprs.collect();
        let mut operands = Vec::with_capacity(exprs.len());
        for (i, expr) in exprs.iter().enumerate() {
            let mut operand = self.operand(expr);
            if exprs[i + 1..].iter().any(|later| self.changes(later, None)) {
                operand = self.copied(operand);
            }
            operands.push(operand);
        }
        operands
    }

    pub(super) fn copied(&mut self, operand: Operand) -> Operand {
        match operand {
            Operand::Place(place, Use::Value) if !place.ty.is_reference() => {
                let ty = place.ty.clone();
                self.bind_temp(Op::Use(Operand::Place(place, Use::Value)), ty, true)
            }
            other => other,
        }
    }

    /// The primitive at the top of `expr`, with the type of its value.
    pub(super) fn op(&mut self, expr: &Expr) -> (Op, Ty) {
        let primitive = self.op_at(expr);
        self.span = head(expr);
        primitive
    }

    fn op_at(&mut self, expr: &Expr) -> (Op, Ty) {
        if !self.is_structured(expr) {
            let verbatim = self.value(expr);
            let ty = verbatim.ty.clone();
            return (Op::Opaque(verbatim), ty);
        }
        match expr {
            Expr::Paren(e) => self.op(&e.expr),
            Expr::Group(e) => self.op(&e.expr),
            Expr::Binary(b) if is_arithmetic(&b.op) => self.binary(b),
            Expr::Unary(u) if matches!(u.op, UnOp::Neg(_)) => {
                let operand = self.operand(&u.expr);
                let ty = match operand.ty() {
                    Ty::View(n) => Ty::Array(*n),
                    other => other.clone(),
                };
                (Op::Neg(operand), ty)
            }
            Expr::Unary(u) if matches!(u.op, UnOp::Not(_)) && self.may_be_discrete(&u.expr) => {
                self.discrete(expr)
            }
            Expr::Binary(b) if is_bitwise(&b.op) && self.may_be_discrete(&b.left) => {
                self.discrete(expr)
            }
            Expr::MethodCall(m) => self.method(m),
            Expr::Call(c) => self.call(c),
            Expr::Tuple(t) => {
                let items = self.operands(t.elems.iter());
                self.refuse_stored_references(&items, &t.elems);
                let ty = Ty::Tuple(items.iter().map(|o| o.ty().clone()).collect());
                (Op::Tuple(items), ty)
            }
            Expr::Array(a) => {
                let items = self.operands(a.elems.iter());
                self.refuse_stored_references(&items, &a.elems);
                let ty = Ty::Fixed(Box::new(
                    items.first().map_or(Ty::Unknown, |o| o.ty().clone()),
                ));
                (Op::List { items, vec: false }, ty)
            }
            Expr::Repeat(r) => {
                let item = self.operand(&r.expr);
                let len = self.settled(&r.len);
                let ty = Ty::Fixed(Box::new(item.ty().clone()));
                (
                    Op::Repeat {
                        item,
                        len,
                        vec: false,
                    },
                    ty,
                )
            }
            Expr::Cast(c) => {
                let operand = self.operand(&c.expr);
                let ty = Ty::of(&c.ty);
                if ty != Ty::Float {
                    self.errors.at(c, "a value with a derivative can be cast to `f64` or `f32` only; for anything else say `detach(…)` first");
                }
                (Op::Cast(operand, (*c.ty).clone()), ty)
            }
            Expr::Macro(m) => self.macro_value(m),
            Expr::Struct(s) => self.make_struct(s),
            Expr::If(_) | Expr::Match(_) | Expr::Block(_) | Expr::Loop(_) | Expr::Reference(_) => {
                let operand = self.operand(expr);
                let ty = operand.ty().clone();
                (Op::Use(operand), ty)
            }
            Expr::Path(_) | Expr::Field(_) | Expr::Index(_) | Expr::Unary(_) => {
                if let Some(place) = self.place(expr) {
                    let ty = place.ty.clone();
                    return (Op::Use(Operand::Place(place, Use::Value)), ty);
                }
                if let Some(place) = self.rooted(expr).and_then(|rooted| self.place(&rooted)) {
                    let ty = place.ty.clone();
                    return (Op::Use(Operand::Place(place, Use::Value)), ty);
                }
                self.refused(expr)
            }
            Expr::Assign(_)
            | Expr::Async(_)
            | Expr::Await(_)
            | Expr::Binary(_)
            | Expr::Break(_)
            | Expr::Closure(_)
            | Expr::Const(_)
            | Expr::Continue(_)
            | Expr::ForLoop(_)
            | Expr::Infer(_)
            | Expr::Let(_)
            | Expr::Lit(_)
            | Expr::Range(_)
            | Expr::RawAddr(_)
            | Expr::Return(_)
            | Expr::Try(_)
            | Expr::TryBlock(_)
            | Expr::Unsafe(_)
            | Expr::Verbatim(_)
            | Expr::While(_)
            | Expr::Yield(_) => self.refused(expr),
            newer => self.refused(newer),
        }
    }

    /// Whether a part of a value with derivatives may be without: a flag of a struct.
    fn may_be_discrete(&self, expr: &Expr) -> bool {
        *self.sketch(expr).behind() == Ty::Unknown
    }

    /// What only integers and truth values have; rustc checks that it is one.
    fn discrete(&mut self, expr: &Expr) -> (Op, Ty) {
        let root = self.root;
        let checked = syn::parse_quote!(#root::__private::discrete(#expr));
        (Op::Opaque(self.verbatim(&checked)), Ty::Unknown)
    }

    fn binary(&mut self, b: &syn::ExprBinary) -> (Op, Ty) {
        let op = match b.op {
            syn::BinOp::Add(_) => BinOp::Add,
            syn::BinOp::Sub(_) => BinOp::Sub,
            syn::BinOp::Mul(_) => BinOp::Mul,
            syn::BinOp::Div(_) => BinOp::Div,
            syn::BinOp::Rem(_) => BinOp::Rem,
            _ => {
                self.errors.at(b.op, "this operator has no derivative; say `detach(…)` around its operands if that is meant");
                BinOp::Add
            }
        };
        let mut operands = self.operands([&*b.left, &*b.right].into_iter()).into_iter();
        let (Some(left), Some(right)) = (operands.next(), operands.next()) else {
            return (Op::Tuple(Vec::new()), Ty::Unknown);
        };
        let (mut l, mut r) = (left.ty().clone(), right.ty().clone());
        // A constant beside a float is a float: no array is a `const`.
        if is_constant(&b.left) && r == Ty::Float {
            l = Ty::Float;
        }
        if is_constant(&b.right) && l == Ty::Float {
            r = Ty::Float;
        }
        let ty = arithmetic(&l, &r);
        (Op::Binary(op, typed(left, l), typed(right, r)), ty)
    }
}

/// An operand with the type that its surroundings tell.
fn typed(mut operand: Operand, ty: Ty) -> Operand {
    match &mut operand {
        Operand::Place(place, _) if !place.ty.is_reference() => place.ty = ty,
        Operand::Inactive(verbatim) if !verbatim.ty.is_reference() => verbatim.ty = ty,
        _ => {}
    }
    operand
}

/// A path that names a constant.
fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Path(p) => p
            .path
            .segments
            .last()
            .is_some_and(|s| !crate::rename::binds(&s.ident)),
        Expr::Paren(e) => is_constant(&e.expr),
        Expr::Unary(u) => is_constant(&u.expr),
        _ => false,
    }
}

/// The token that names the primitive at the top of `expr`.
fn head(expr: &Expr) -> proc_macro2::Span {
    match expr {
        Expr::Paren(e) => head(&e.expr),
        Expr::Group(e) => head(&e.expr),
        Expr::Binary(b) => b.op.span(),
        Expr::MethodCall(m) => m.method.span(),
        Expr::Call(c) => match &*c.func {
            Expr::Path(p) => p
                .path
                .segments
                .last()
                .map_or_else(|| c.func.span(), |s| s.ident.span()),
            other => other.span(),
        },
        Expr::Macro(m) => m.mac.path.span(),
        other => other.span(),
    }
}

fn is_bitwise(op: &syn::BinOp) -> bool {
    use syn::BinOp::{BitAnd, BitOr, BitXor, Shl, Shr};
    matches!(op, BitAnd(_) | BitOr(_) | BitXor(_) | Shl(_) | Shr(_))
}
