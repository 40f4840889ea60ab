//! Where inactive code would drop a derivative without a word.

use super::Lower;
use crate::activity::{self, is_arithmetic};
use crate::rules;
use crate::ty::Ty;
use syn::Expr;
use syn::visit_mut::{self, VisitMut};

/// Has the parts of an inactive expression checked.
pub(super) fn check(lower: &mut Lower<'_>, expr: &mut Expr) {
    Drops { lower }.visit_expr_mut(expr);
}

/// Finds where a derivative would be dropped, and has the type checked of what
/// is taken to have none.
struct Drops<'l, 'a> {
    lower: &'l mut Lower<'a>,
}

impl Drops<'_, '_> {
    /// Has rustc check that the type of `expr` has no derivative.
    fn check(&mut self, expr: &mut Expr) {
        let root = self.lower.root;
        *expr = syn::parse_quote!(#root::__private::discrete(#expr));
    }

    /// The same for the parts that an error is made of.
    fn check_error(&mut self, expr: &mut Expr) {
        if !self.lower.activity.expr(expr) {
            return;
        }
        match expr {
            Expr::Paren(e) => self.check_error(&mut e.expr),
            Expr::Tuple(t) => t.elems.iter_mut().for_each(|e| self.check_error(e)),
            Expr::Call(c) if names_variant(&c.func) => {
                c.args.iter_mut().for_each(|e| self.check_error(e));
            }
            Expr::Struct(s) if s.rest.is_none() => {
                for field in &mut s.fields {
                    field.colon_token = Some(Default::default());
                    self.check_error(&mut field.expr);
                }
            }
            Expr::Path(_) | Expr::Field(_) | Expr::Index(_)
                if matches!(self.lower.sketch(expr).behind(), Ty::Unknown | Ty::Int) =>
            {
                self.check(expr);
            }
            _ => self.lower.errors.at(
                expr,
                "an error can't carry a derivative: say `detach(…)` here",
            ),
        }
    }
}

impl VisitMut for Drops<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Cast(c) if Ty::of(&c.ty).is_discrete() && self.lower.activity.expr(&c.expr) => {
                if *self.lower.sketch(&c.expr).behind() == Ty::Unknown {
                    self.check(&mut c.expr);
                } else {
                    self.lower.errors.at(
                        &*c,
                        "this cast drops the derivative of its operand; say `detach(…)` inside the cast if that is meant",
                    );
                }
            }
            Expr::Range(r) => {
                for bound in r.start.iter_mut().chain(&mut r.end) {
                    if self.lower.activity.expr(bound) {
                        self.check(bound);
                    }
                }
            }
            Expr::Call(c) if activity::is_error(&c.func) => {
                c.args.iter_mut().for_each(|arg| self.check_error(arg));
                return;
            }
            Expr::Binary(b) if !is_arithmetic(&b.op) => return,
            Expr::Closure(_) | Expr::Macro(_) => return,
            Expr::Call(c) if activity::is_detach(&c.func) => return,
            Expr::Index(i) => return self.visit_expr_mut(&mut i.expr),
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::MethodCall(m) = expr {
            let name = m.method.to_string();
            let receiver = self.lower.sketch(&m.receiver);
            let mut parts = std::iter::once(&*m.receiver).chain(&m.args);
            if rules::is_inactive_method(&name)
                && parts.any(|part| self.lower.activity.expr(part))
                && !rules::is_known_inactive(&name, &receiver)
            {
                let root = self.lower.root;
                *expr = syn::parse_quote!(#root::__private::discrete(#m));
            }
        }
    }

    fn visit_block_mut(&mut self, _: &mut syn::Block) {}
}

/// Whether this is written like the name of a type or variant.
fn names_variant(func: &Expr) -> bool {
    let Expr::Path(p) = func else { return false };
    crate::paths::name(&p.path).starts_with(char::is_uppercase)
}
