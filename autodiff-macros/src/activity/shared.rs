//! Names that nothing can be changed through, whatever method is called on them: those of shared
//! references, and of what they lead to. (What lies in a `Cell` isn't looked at.)

use super::syntax::{strip, variable};
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::{Expr, Pat, PatIdent};

/// The names in `block`, and those of the parameters that are shared references.
pub(super) fn names(block: &syn::Block, given: &[String]) -> HashSet<String> {
    let mut finder = Finder(given.iter().cloned().collect());
    finder.visit_block(block);
    finder.0
}

struct Finder(HashSet<String>);

impl Finder {
    /// Binds `pat` to a part of what is shared.
    fn bind(&mut self, pat: &Pat) {
        struct Names<'f>(&'f mut HashSet<String>);
        impl Visit<'_> for Names<'_> {
            fn visit_pat_ident(&mut self, p: &PatIdent) {
                if p.mutability.is_none() {
                    self.0.insert(p.ident.to_string());
                }
                visit::visit_pat_ident(self, p);
            }
        }
        Names(&mut self.0).visit_pat(pat);
    }

    /// Whether a place is reached through a shared reference.
    fn leads(&self, place: &Expr) -> bool {
        match strip(place) {
            Expr::Reference(r) => r.mutability.is_none(),
            Expr::Field(e) => self.leads(&e.base),
            Expr::Index(e) => self.leads(&e.expr),
            Expr::Unary(e) => matches!(e.op, syn::UnOp::Deref(_)) && self.leads(&e.expr),
            other => variable(other).is_some_and(|name| self.0.contains(&name)),
        }
    }

    /// Binds `pat` to what an iterator gives, of pairs each part by itself.
    fn bind_items(&mut self, pat: &Pat, iter: &Expr) {
        match (pat, strip(iter)) {
            (Pat::Tuple(p), Expr::MethodCall(m)) if m.method == "zip" && p.elems.len() == 2 => {
                self.bind_items(&p.elems[0], &m.receiver);
                m.args
                    .iter()
                    .for_each(|arg| self.bind_items(&p.elems[1], arg));
            }
            (Pat::Tuple(p), Expr::MethodCall(m))
                if m.method == "enumerate" && p.elems.len() == 2 =>
            {
                self.bind_items(&p.elems[1], &m.receiver);
            }
            _ if self.lends(iter) => self.bind(pat),
            _ => {}
        }
    }

    /// Whether an iterator gives shared references.
    fn lends(&self, iter: &Expr) -> bool {
        match strip(iter) {
            Expr::MethodCall(m) => match m.method.to_string().as_str() {
                "iter" | "windows" | "chunks" | "chunks_exact" => true,
                "enumerate" | "rev" | "skip" | "take" | "step_by" | "copied" | "cloned" => {
                    self.lends(&m.receiver)
                }
                "zip" => self.lends(&m.receiver) && m.args.iter().all(|arg| self.lends(arg)),
                _ => false,
            },
            other => self.leads(other),
        }
    }
}

impl Visit<'_> for Finder {
    fn visit_local(&mut self, local: &syn::Local) {
        visit::visit_local(self, local);
        if let Some(init) = &local.init
            && self.leads(&init.expr)
        {
            self.bind(&local.pat);
        }
    }

    fn visit_expr_for_loop(&mut self, e: &syn::ExprForLoop) {
        self.bind_items(&e.pat, &e.expr);
        visit::visit_expr_for_loop(self, e);
    }

    fn visit_expr_match(&mut self, e: &syn::ExprMatch) {
        if self.leads(&e.expr) {
            e.arms.iter().for_each(|arm| self.bind(&arm.pat));
        }
        visit::visit_expr_match(self, e);
    }

    fn visit_expr_let(&mut self, e: &syn::ExprLet) {
        if self.leads(&e.expr) {
            self.bind(&e.pat);
        }
        visit::visit_expr_let(self, e);
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}
