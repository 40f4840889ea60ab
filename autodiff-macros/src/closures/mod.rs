//! Closures that a function defines for itself become blocks where they are called:
//! `let f = |a| a * k; f(x)` is `{ let a = x; a * k }`.
//!
//! Locals have unique names by now, so that a body means the same everywhere. A
//! `move` closure takes its own copies of what may change later. Closures that
//! touch no derivative stay as they are.

mod returns;

pub(crate) use returns::as_breaks;

use crate::activity::{Activity, variable};
use crate::names::Names;
use proc_macro2::{Ident, Span};
use std::collections::{HashMap, HashSet};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprClosure, Local, Pat, Stmt, parse_quote};

/// Closures inside closures, at most so deep.
const DEPTH: usize = 16;

/// Inlines the active local closures of a function; `false` if there was none.
pub(crate) fn inline(function: &mut crate::parse::DiffFn, activity: &Activity) -> bool {
    let block = &mut function.item.block;
    let mut found = Finder {
        activity,
        closures: HashMap::new(),
        mutable: HashSet::new(),
        active: HashSet::new(),
    };
    found.visit_block(block);
    let params = function.params.iter().filter(|p| p.mutable);
    found.mutable.extend(params.map(|p| p.name.to_string()));
    let active = found.active;
    let mut closures = found.closures;
    closures.retain(|name, _| active.contains(name));
    if closures.is_empty() {
        return false;
    }
    let names = Names::of(&function.item);
    let mut inliner = Inliner {
        closures,
        mutable: found.mutable,
        names,
        depth: 0,
    };
    inliner.visit_block_mut(&mut function.item.block);
    true
}

/// Finds the closures bound to names, and which of them derivatives go through.
struct Finder<'a> {
    activity: &'a Activity,
    closures: HashMap<String, ExprClosure>,
    mutable: HashSet<String>,
    active: HashSet<String>,
}

/// The closure that a `let` binds to a name.
fn bound(local: &Local) -> Option<(&Ident, &ExprClosure)> {
    let (Pat::Ident(p), Some(init)) = (&local.pat, &local.init) else {
        return None;
    };
    match &*init.expr {
        Expr::Closure(closure) if init.diverge.is_none() => Some((&p.ident, closure)),
        _ => None,
    }
}

impl Visit<'_> for Finder<'_> {
    fn visit_local(&mut self, local: &Local) {
        if let Some((name, closure)) = bound(local) {
            let name = name.to_string();
            if self.activity.mentions(&closure.body) {
                self.active.insert(name.clone());
            }
            self.closures.insert(name, closure.clone());
        }
        visit::visit_local(self, local);
    }

    fn visit_pat_ident(&mut self, p: &syn::PatIdent) {
        if p.mutability.is_some() {
            self.mutable.insert(p.ident.to_string());
        }
        visit::visit_pat_ident(self, p);
    }

    fn visit_expr(&mut self, expr: &Expr) {
        let args: Vec<&Expr> = match expr {
            Expr::Call(c) => {
                if let Some(name) = variable(&c.func)
                    && c.args.iter().any(|a| self.activity.expr(a))
                {
                    self.active.insert(name);
                }
                c.args.iter().collect()
            }
            Expr::MethodCall(m) => m.args.iter().collect(),
            _ => Vec::new(),
        };
        // What is handed on beside values with derivatives is applied to them.
        if self.activity.expr(expr) {
            for arg in args {
                let arg = match arg {
                    Expr::Reference(r) => &r.expr,
                    other => other,
                };
                self.active.extend(variable(arg));
            }
        }
        visit::visit_expr(self, expr);
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

struct Inliner {
    closures: HashMap<String, ExprClosure>,
    mutable: HashSet<String>,
    names: Names,
    depth: usize,
}

impl VisitMut for Inliner {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        let stmts = std::mem::take(&mut block.stmts);
        for mut stmt in stmts {
            if let Stmt::Local(local) = &stmt
                && let Some((name, _)) = bound(local)
                && let Some(mut closure) = self.closures.remove(&name.to_string())
            {
                if closure.capture.is_some() {
                    block.stmts.extend(self.captures(&mut closure));
                }
                self.closures.insert(name.to_string(), closure);
                continue;
            }
            self.visit_stmt_mut(&mut stmt);
            block.stmts.push(stmt);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if self.depth < DEPTH {
            if let Expr::Call(c) = expr
                && let Some(closure) = variable(&c.func).and_then(|name| self.closures.get(&name))
                && closure.inputs.len() == c.args.len()
            {
                let closure = closure.clone();
                for arg in &mut c.args {
                    self.visit_expr_mut(arg);
                }
                *expr = self.called(&closure, &c.args);
                self.depth += 1;
                if let Expr::Block(b) = expr {
                    let inner = b.block.stmts.last_mut();
                    if let Some(Stmt::Expr(body, None)) = inner {
                        self.visit_expr_mut(body);
                    }
                }
                self.depth -= 1;
                return;
            }
            // Handed on: the closure itself, written in place.
            let referent: &Expr = match &*expr {
                Expr::Reference(r) => &r.expr,
                other => other,
            };
            if let Some(closure) = variable(referent).and_then(|name| self.closures.get(&name)) {
                *expr = Expr::Closure(ExprClosure {
                    capture: None,
                    ..closure.clone()
                });
                self.depth += 1;
                visit_mut::visit_expr_mut(self, expr);
                self.depth -= 1;
                return;
            }
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

impl Inliner {
    /// `{ let a = x; body }`
    fn called(
        &mut self,
        closure: &ExprClosure,
        args: &syn::punctuated::Punctuated<Expr, syn::Token![,]>,
    ) -> Expr {
        let params = closure.inputs.iter().zip(args);
        let lets: Vec<Stmt> = params.map(|(p, a)| parse_quote!(let #p = #a;)).collect();
        let mut body = (*closure.body).clone();
        let label = self.names.fresh("closure");
        if let Some(labelled) = returns::as_breaks(&mut body, &label) {
            body = labelled;
        }
        match &closure.output {
            syn::ReturnType::Type(_, ty) => {
                let value = self.names.fresh("returned");
                parse_quote!({ #(#lets)* { let #value: #ty = #body; #value } })
            }
            syn::ReturnType::Default => parse_quote!({ #(#lets)* #body }),
        }
    }

    /// Own copies of what a `move` closure captures that may change.
    fn captures(&mut self, closure: &mut ExprClosure) -> Vec<Stmt> {
        let mut lets = Vec::new();
        let body = quote::ToTokens::to_token_stream(&closure.body);
        let mut own = HashMap::new();
        for name in &self.mutable.clone() {
            if crate::names::mentions(body.clone(), name) {
                let copy = self.names.fresh(name);
                let original = Ident::new(name, Span::call_site());
                lets.push(parse_quote!(let mut #copy = #original;));
                own.insert(name.clone(), copy);
            }
        }
        if let Ok(body) = syn::parse2(returns::replaced(body, &own)) {
            *closure.body = body;
        }
        lets
    }
}
