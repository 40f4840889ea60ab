//! Iterators in variables that are used as a whole: `let rows = v.chunks(n); for row in rows { … }` is
//! `let size = n; for row in v.chunks(size) { … }`.
//!
//! While the iterator lives, nobody else may change what it borrows; what it has by value is named where
//! the iterator is made. Closures stay in place, but for those that `move` what may change meanwhile.

use super::{Speller, uses};
use crate::activity::{strip, variable};
use crate::chains::{is_adapted, is_iterator, is_source};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Local, Pat, Stmt, parse_quote};

impl Speller<'_> {
    /// Puts iterators in the place of their names in `block`.
    pub(super) fn inline(&mut self, block: &mut Block) {
        let mut i = 0;
        while i < block.stmts.len() {
            let (before, after) = block.stmts.split_at_mut(i + 1);
            if let Some(Stmt::Local(local)) = before.last()
                && let Some((name, stmts, chain)) = self.iterator(local)
                && after.iter().all(|stmt| is_used_whole(&name, stmt))
            {
                let mut replacer = Replacer { name, chain };
                after
                    .iter_mut()
                    .for_each(|stmt| replacer.visit_stmt_mut(stmt));
                let count = stmts.len();
                block.stmts.splice(i..=i, stmts);
                i += count;
                self.changed = true;
            } else {
                i += 1;
            }
        }
    }

    /// The name of an iterator, what stands where it is made, and the iterator itself.
    fn iterator(&mut self, local: &Local) -> Option<(String, Vec<Stmt>, Expr)> {
        let (Pat::Ident(p), Some(init)) = (&local.pat, &local.init) else {
            return None;
        };
        if init.diverge.is_some() || !self.activity.expr(&init.expr) {
            return None;
        }
        let (mut chain, mut stmts) = (strip(&init.expr).clone(), Vec::new());
        (is_iterator(&chain) && self.steady(&mut chain, &mut stmts))
            .then(|| (p.ident.to_string(), stmts, chain))
    }

    /// Whether a chain is the same wherever it stands, with what it has by value named in `stmts`.
    fn steady(&mut self, chain: &mut Expr, stmts: &mut Vec<Stmt>) -> bool {
        match chain {
            Expr::Paren(e) => self.steady(&mut e.expr, stmts),
            Expr::Reference(e) => self.steady_place(&mut e.expr, stmts),
            Expr::Range(e) => {
                let bounds = e.start.iter_mut().chain(&mut e.end);
                bounds.for_each(|bound| self.name_value(bound, stmts));
                true
            }
            Expr::MethodCall(m) => {
                let name = m.method.to_string();
                let receiver = match is_source(&name) {
                    true => self.steady_place(&mut m.receiver, stmts),
                    false => self.steady(&mut m.receiver, stmts),
                };
                receiver
                    && m.args.iter_mut().all(|arg| match arg {
                        Expr::Closure(c) => c.capture.is_none(),
                        _ if matches!(name.as_str(), "zip" | "chain") => {
                            self.steady(arg, stmts) || self.steady_place(arg, stmts)
                        }
                        Expr::Path(_) if takes_function(&name) => true,
                        _ => {
                            self.name_value(arg, stmts);
                            true
                        }
                    })
            }
            _ => false,
        }
    }

    fn steady_place(&mut self, place: &mut Expr, stmts: &mut Vec<Stmt>) -> bool {
        match place {
            Expr::Paren(e) => self.steady_place(&mut e.expr, stmts),
            Expr::Reference(e) => self.steady_place(&mut e.expr, stmts),
            Expr::Path(_) => variable(place).is_some(),
            Expr::Field(e) => self.steady_place(&mut e.base, stmts),
            Expr::Unary(e) if matches!(e.op, syn::UnOp::Deref(_)) => {
                self.steady_place(&mut e.expr, stmts)
            }
            Expr::Index(e) => {
                let steady = self.steady_place(&mut e.expr, stmts);
                match &mut *e.index {
                    Expr::Range(range) => {
                        let bounds = range.start.iter_mut().chain(&mut range.end);
                        bounds.for_each(|bound| self.name_value(bound, stmts));
                    }
                    index => self.name_value(index, stmts),
                }
                steady
            }
            _ => false,
        }
    }

    /// `let size = n;`
    fn name_value(&mut self, value: &mut Expr, stmts: &mut Vec<Stmt>) {
        if !matches!(strip(value), Expr::Lit(_)) {
            let name = self.names.fresh("given");
            stmts.push(parse_quote!(let #name = #value;));
            *value = parse_quote!(#name);
        }
    }
}

/// Whether the argument of a step is a function, not a number or a first state.
fn takes_function(name: &str) -> bool {
    !is_source(name) && !matches!(name, "skip" | "take" | "step_by" | "scan")
}

/// Whether `stmt` uses the iterator, if at all, as a whole: `for x in it`, `it.sum()`, `it.clone().map(…)`,
/// `a.zip(it)`.
fn is_used_whole(name: &str, stmt: &Stmt) -> bool {
    uses::are_known(name, stmt, |expr| match expr {
        Expr::MethodCall(m) => {
            let joins = m.method == "zip" || m.method == "chain";
            let joined = m.args.iter().filter(|arg| joins && is_ours(name, arg));
            usize::from(is_adapted(m) && is_ours(name, &m.receiver)) + joined.count()
        }
        Expr::ForLoop(e) => usize::from(is_ours(name, &e.expr)),
        _ => 0,
    })
}

/// Whether an expression is the iterator, or a copy.
fn is_ours(name: &str, expr: &Expr) -> bool {
    match strip(expr) {
        Expr::MethodCall(m) if m.method == "clone" => is_ours(name, &m.receiver),
        other => variable(other).is_some_and(|variable| variable == name),
    }
}

struct Replacer {
    name: String,
    chain: Expr,
}

impl VisitMut for Replacer {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let ours = |expr: &Expr| variable(expr).is_some_and(|name| name == self.name);
        match expr {
            Expr::MethodCall(m) if m.method == "clone" && ours(&m.receiver) => {
                *expr = self.chain.clone();
            }
            _ if ours(expr) => *expr = self.chain.clone(),
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
