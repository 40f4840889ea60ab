//! `?` where no derivative goes: in conditions, in ranges and in indices. Such code stays as it stands,
//! which it can't if it leaves the function; so the `?` goes before it.

use super::Normalizer;
use syn::{BinOp, Expr, ExprIf, ExprWhile, Local, Stmt, parse_quote};

impl Normalizer<'_> {
    /// Input: `if f(a)? > b { … } else { … }`. Output: `{ let passed = f(a)?; if passed > b { … } else { … } }`.
    pub(super) fn early_in_condition(&mut self, e: &ExprIf) -> Option<Expr> {
        let mut branch = e.clone();
        let lets = self.early(&mut branch.cond, true);
        (!lets.is_empty()).then(|| parse_quote!({ #(#lets)* #branch }))
    }

    /// Input: `while f(a)? > b { … }`. Output: `loop { if f(a)? > b { … } else { break } }`.
    pub(super) fn early_in_loop(&mut self, e: &ExprWhile) -> Option<Expr> {
        if self.early(&mut e.cond.clone(), true).is_empty() {
            return None;
        }
        let (label, cond, body) = (&e.label, &e.cond, &e.body);
        let mut looped: syn::ExprLoop =
            parse_quote!(#label loop { if #cond #body else { break; } });
        looped.attrs.clone_from(&e.attrs);
        Some(Expr::Loop(looped))
    }

    /// Input: `let a = &v[..n?];`. Output: `let passed = n?; let a = &v[..passed];`.
    pub(super) fn early_in_statements(&mut self, stmts: &mut Vec<Stmt>) {
        for mut stmt in std::mem::take(stmts) {
            let expr = match &mut stmt {
                Stmt::Local(Local {
                    init: Some(init), ..
                }) => Some(&mut *init.expr),
                Stmt::Expr(expr, _) => Some(expr),
                _ => None,
            };
            let lets = expr.map(|expr| self.early(expr, false)).unwrap_or_default();
            stmts.extend(lets);
            stmts.push(stmt);
        }
    }

    /// Takes the `?`s out of an expression: all of them, or those in ranges and indices alone.
    fn early(&mut self, expr: &mut Expr, all: bool) -> Vec<Stmt> {
        let mut early = Early {
            normalizer: self,
            lets: Vec::new(),
            called: false,
        };
        // A `?` by itself is a statement already.
        match expr {
            Expr::Try(outer) => early.look(&mut outer.expr, all),
            other => early.look(other, all),
        }
        early.lets
    }
}

/// Goes through an expression in the order of its evaluation.
struct Early<'n, 'r> {
    normalizer: &'n mut Normalizer<'r>,
    lets: Vec<Stmt>,
    /// Whether something was called that stays: what comes after it can't be evaluated before.
    called: bool,
}

impl Early<'_, '_> {
    fn look(&mut self, expr: &mut Expr, here: bool) {
        match expr {
            Expr::Try(e) => {
                let called = self.called;
                self.look(&mut e.expr, here);
                if here && !called {
                    let name = self.normalizer.names.fresh("early");
                    let value = std::mem::replace(expr, parse_quote!(#name));
                    self.lets.push(parse_quote!(let #name = #value;));
                    self.called = false;
                }
            }
            Expr::Binary(e) => {
                self.look(&mut e.left, here);
                // The right side of these isn't always evaluated.
                if matches!(e.op, BinOp::And(_) | BinOp::Or(_)) {
                    self.called = true;
                } else {
                    self.look(&mut e.right, here);
                }
            }
            Expr::Unary(e) => self.look(&mut e.expr, here),
            Expr::Paren(e) => self.look(&mut e.expr, here),
            Expr::Group(e) => self.look(&mut e.expr, here),
            Expr::Cast(e) => self.look(&mut e.expr, here),
            Expr::Field(e) => self.look(&mut e.base, here),
            Expr::Reference(e) => self.look(&mut e.expr, here),
            Expr::Index(e) => {
                self.look(&mut e.expr, here);
                self.look(&mut e.index, true);
            }
            Expr::Range(e) => {
                for end in e.start.iter_mut().chain(&mut e.end) {
                    self.look(end, true);
                }
            }
            Expr::MethodCall(e) => {
                self.look(&mut e.receiver, here);
                for arg in &mut e.args {
                    self.look(arg, here);
                }
                self.called = true;
            }
            Expr::Call(e) => {
                for arg in &mut e.args {
                    self.look(arg, here);
                }
                self.called = true;
            }
            Expr::Path(_) | Expr::Lit(_) => {}
            _ => self.called = true,
        }
    }
}
