//! Expressions: into operands, and into the variables that take their values.

use super::Lower;
use super::inspect::{arithmetic, escaping_exit};
use super::opaque::is_changing_method;
use crate::activity::is_arithmetic;
use crate::ir::{BinOp, Dst, Op, Operand, Origin, StmtKind, Use, VarId};
use crate::rules;
use crate::ty::Ty;
use syn::spanned::Spanned;
use syn::visit::Visit;
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

    /// Whether evaluating `expr` changes a variable: this one certainly, or any
    /// possibly.
    pub(super) fn changes(&self, expr: &Expr, variable: Option<&str>) -> bool {
        struct Finder<'a, 'l> {
            lower: &'a Lower<'l>,
            variable: Option<&'a str>,
            found: bool,
        }
        impl Visit<'_> for Finder<'_, '_> {
            fn visit_expr(&mut self, e: &Expr) {
                let target = match e {
                    Expr::Assign(a) => Some(&a.left),
                    Expr::Binary(b) if crate::activity::is_update(&b.op) => Some(&b.left),
                    Expr::Reference(r) if r.mutability.is_some() => Some(&r.expr),
                    Expr::MethodCall(m) if self.variable.is_some() => {
                        let mutator = rules::mutator(&m.method.to_string());
                        mutator.map(|_| &m.receiver)
                    }
                    Expr::MethodCall(m) if self.lower.may_change_receiver(m) => Some(&m.receiver),
                    _ => None,
                };
                self.found |= target.is_some_and(|target| {
                    let root = crate::activity::root_variable(target);
                    self.variable
                        .is_none_or(|v| root.is_none_or(|root| root == v))
                });
                syn::visit::visit_expr(self, e);
            }
        }
        let mut finder = Finder {
            lower: self,
            variable,
            found: false,
        };
        finder.visit_expr(expr);
        finder.found
    }

    /// Whether a method may take `&mut self`: it is known to, or it isn't known and
    /// its receiver can be changed.
    fn may_change_receiver(&self, m: &syn::ExprMethodCall) -> bool {
        let name = m.method.to_string();
        if rules::mutator(&name).is_some() {
            return true;
        }
        let known = rules::elementary(&name).is_some()
            || rules::method(&name).is_some()
            || rules::view_method(&name).is_some()
            || rules::is_transparent(&name)
            || rules::is_inactive_method(&name)
            || rules::is_pure_method(&name);
        let root = crate::activity::root_variable(&m.receiver);
        let id = root.and_then(|root| self.names.get(&root).copied());
        !known
            && id.is_some_and(|id| self.var(id).mutable || matches!(self.var(id).ty, Ty::RefMut(_)))
    }

    /// Whether an argument is a mutable reference to something with derivatives.
    fn is_lent_by_name(&self, arg: &Expr) -> bool {
        let id = crate::activity::variable(arg).and_then(|name| self.names.get(&name).copied());
        id.is_some_and(|id| self.var(id).active && matches!(self.var(id).ty, Ty::RefMut(_)))
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

    fn refused(&mut self, expr: &Expr) -> (Op, Ty) {
        self.unsupported(expr);
        (Op::Tuple(Vec::new()), Ty::Unknown)
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

    pub(super) fn refuse_stored_references(
        &mut self,
        items: &[Operand],
        exprs: &syn::punctuated::Punctuated<Expr, syn::Token![,]>,
    ) {
        for (item, expr) in items.iter().zip(exprs) {
            if let Operand::Place(place, how) = item
                && (*how != Use::Value
                    || matches!(place.ty, Ty::View(_))
                    || place.ty.is_reference() && *place.ty.behind() != Ty::Float)
            {
                self.errors.at(expr, "a reference stored in a value can't be differentiated through: store an owned value (`.to_owned()`), or use the reference directly");
            }
        }
    }

    pub(super) fn unsupported(&mut self, expr: &Expr) {
        // A name that a refused pattern would have bound.
        if crate::activity::variable(expr).is_some() && self.errors.any() {
            return;
        }
        let what = match expr {
            Expr::Closure(_) => {
                "a closure over values with derivatives is supported as a local (`let f = |v| …;`), and as an argument of a `#[differentiable]` function or of a method that takes it in place: use one of these"
            }
            Expr::Let(_) => {
                "`let` on values with derivatives is supported as a condition of `if` and `while` only, joined by `&&`: use `match`"
            }
            Expr::Unary(u) if !matches!(u.op, UnOp::Deref(_)) => {
                "this operator has no derivative; say `detach(…)` around its operand if that is meant"
            }
            _ => {
                "this expression isn't supported on values with derivatives: bind its parts with `let`, or say `detach(…)` to stop derivatives"
            }
        };
        self.errors.at(expr, what);
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

/// Whether an expression without a derivative of its own assigns active
/// variables on the way.
fn has_active_effects(lower: &Lower<'_>, expr: &Expr) -> bool {
    if !matches!(
        expr,
        Expr::If(_)
            | Expr::Match(_)
            | Expr::Block(_)
            | Expr::Loop(_)
            | Expr::While(_)
            | Expr::ForLoop(_)
    ) {
        return false;
    }
    struct Finder<'a, 'b>(&'a Lower<'b>, bool);
    impl Visit<'_> for Finder<'_, '_> {
        fn visit_expr(&mut self, e: &Expr) {
            let target = match e {
                Expr::Assign(a) => Some(&a.left),
                Expr::Binary(b) if crate::activity::is_update(&b.op) => Some(&b.left),
                _ => None,
            };
            if let Some(target) = target {
                // An inactive variable of the surroundings counts too: the
                // reverse sweep may have to undo the assignment.
                self.1 |= crate::activity::root_variable(target).is_some_and(|root| {
                    self.0.names.contains_key(&root) || self.0.activity.is_active(&root)
                });
                self.1 |= matches!(&**target, Expr::Tuple(_));
            }
            self.1 |= matches!(e, Expr::Reference(r) if r.mutability.is_some() && self.0.activity.mentions(&r.expr));
            self.1 |= matches!(e, Expr::MethodCall(m) if (is_changing_method(&m.method.to_string()) || self.0.may_change_receiver(m)) && self.0.activity.mentions(&m.receiver));
            self.1 |=
                matches!(e, Expr::Call(c) if c.args.iter().any(|arg| self.0.is_lent_by_name(arg)));
            syn::visit::visit_expr(self, e);
        }
    }
    let mut finder = Finder(lower, false);
    finder.visit_expr(expr);
    finder.1
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
