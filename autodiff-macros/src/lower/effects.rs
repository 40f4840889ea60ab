//! What evaluating an expression changes on the way to its value.

use super::Lower;
use super::opaque::is_changing_method;
use crate::rules;
use crate::ty::Ty;
use syn::Expr;
use syn::visit::Visit;

impl Lower<'_> {
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
    pub(super) fn may_change_receiver(&self, m: &syn::ExprMethodCall) -> bool {
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
}

/// Whether an expression without a derivative of its own assigns active
/// variables on the way.
pub(super) fn has_active_effects(lower: &Lower<'_>, expr: &Expr) -> bool {
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
