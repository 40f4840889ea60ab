//! Code without derivatives, as it was written, in the forward sweep.
//!
//! It may do with its variables what the function itself may, but the reverse sweep reads some of them
//! afterwards: what it moves away of these is a copy, and their changes are seen or refused.

use super::{Emitter, own};
use crate::activity::{consists_of_names, is_arithmetic, is_update};
use crate::ir::{VarId, Verbatim};
use crate::ty::Ty;
use proc_macro2::TokenStream;
use std::collections::BTreeSet;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Stmt};

impl Emitter<'_> {
    /// An inactive expression that may take what it names.
    pub(super) fn written(&self, v: &Verbatim) -> TokenStream {
        let mut copies = self.copies_of(&v.reads);
        let mut expr = v.expr.clone();
        if !copies.of.is_empty() {
            copies.visit_expr_mut(&mut expr);
        }
        quote!(#expr)
    }

    /// The same, guarded like all such code.
    pub(super) fn guarded(&self, v: &Verbatim) -> TokenStream {
        let value = self.written(v);
        if only_looks(&v.expr) || self.watched(&v.reads).is_empty() {
            return value;
        }
        // As a statement, what begins with a block would end there.
        self.guard(&v.reads, &quote!((#value)))
    }

    /// A statement that is there for its effect.
    pub(super) fn effect(&self, stmt: &Stmt, reads: &BTreeSet<VarId>) -> TokenStream {
        let mut copies = self.copies_of(reads);
        let mut stmt = stmt.clone();
        if !copies.of.is_empty() {
            copies.visit_stmt_mut(&mut stmt);
        }
        self.guard(reads, &quote!(#stmt))
    }

    /// Inactive code in the forward sweep. While it runs, the variables whose
    /// changes have to be seen are borrowed: a hidden change is a compile error.
    fn guard(&self, reads: &BTreeSet<VarId>, code: &TokenStream) -> TokenStream {
        let watched = self.watched(reads);
        if watched.is_empty() {
            return code.clone();
        }
        let names = watched.iter().map(|id| &self.var(*id).name);
        let (watch, result) = (own("watch"), own("result"));
        quote!({ let #watch = (#(&#names,)*); let #result = { #code }; let _ = #watch; #result })
    }

    /// The variables whose changes have to be seen.
    fn watched(&self, reads: &BTreeSet<VarId>) -> Vec<VarId> {
        let changes = |id: &&VarId| {
            let var = self.var(**id);
            var.active && (var.mutable || matches!(var.ty, Ty::RefMut(_))) && var.ty != Ty::Float
        };
        reads.iter().filter(changes).copied().collect()
    }

    /// What has to stay of the variables that code mentions.
    fn copies_of(&self, reads: &BTreeSet<VarId>) -> Copies {
        let watched = self.watched(reads);
        let stays = |id: &&VarId| {
            let var = self.var(**id);
            let lends = var.ty.is_reference() || matches!(var.ty, Ty::View(_) | Ty::CountsView);
            !var.ty.is_copy()
                && !lends
                && var.alias.is_none()
                && (self.must_stay(**id) || watched.contains(id))
        };
        let name = |id: &VarId| self.var(*id).name.to_string();
        let apart = |id: &&VarId| match &self.var(**id).ty {
            Ty::Option(inner) => !inner.is_copy() && **inner != Ty::Unknown,
            Ty::Tuple(items) => !items.contains(&Ty::Unknown),
            _ => false,
        };
        let of = reads.iter().filter(stays);
        Copies {
            apart: of.clone().filter(apart).map(name).collect(),
            of: of.map(name).collect(),
            root: self.ad.clone(),
        }
    }
}

/// Puts copies in the places where variables, or fields of them, are used by value.
// Input:  `{ let z = y; z.len() }`
// Output: `{ let z = Clone::clone(&y); z.len() }`
struct Copies {
    of: BTreeSet<String>,
    /// Those that patterns may move parts out of, and that certainly can be copied.
    apart: BTreeSet<String>,
    root: TokenStream,
}

impl Copies {
    /// What is looked at where it is; only inside of it, values may be used.
    fn in_place(&mut self, place: &mut Expr) {
        match place {
            Expr::Path(_) => {}
            Expr::Paren(e) => self.in_place(&mut e.expr),
            Expr::Group(e) => self.in_place(&mut e.expr),
            Expr::Field(e) => self.in_place(&mut e.base),
            other => self.visit_expr_mut(other),
        }
    }

    /// Whether patterns take parts out of a variable.
    fn is_taken_apart(&self, e: &syn::ExprMatch) -> bool {
        let name = crate::activity::variable(&e.expr);
        let binds = |arm: &syn::Arm| {
            let names = crate::activity::bound_names(&arm.pat);
            names
                .iter()
                .any(|name| !name.starts_with(char::is_uppercase))
        };
        name.is_some_and(|name| self.apart.contains(&name)) && e.arms.iter().any(binds)
    }

    /// Whether this is one of the variables, or a field.
    fn takes(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Field(e) => self.takes(&e.base),
            Expr::Path(_) => {
                crate::activity::variable(expr).is_some_and(|name| self.of.contains(&name))
            }
            _ => false,
        }
    }
}

impl VisitMut for Copies {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if self.takes(expr) {
            let (root, place) = (&self.root, &*expr);
            *expr = syn::parse_quote!(#root::Clone::clone(&#place));
            return;
        }
        match expr {
            Expr::Reference(e) => self.in_place(&mut e.expr),
            Expr::Unary(e) if matches!(e.op, syn::UnOp::Deref(_)) => self.in_place(&mut e.expr),
            Expr::Field(e) => self.in_place(&mut e.base),
            Expr::Index(e) => {
                self.in_place(&mut e.expr);
                self.visit_expr_mut(&mut e.index);
            }
            Expr::Assign(e) => {
                self.in_place(&mut e.left);
                self.visit_expr_mut(&mut e.right);
            }
            Expr::Binary(e) if is_update(&e.op) => {
                self.in_place(&mut e.left);
                self.visit_expr_mut(&mut e.right);
            }
            // Comparisons borrow.
            Expr::Binary(e) if !is_arithmetic(&e.op) => {
                self.in_place(&mut e.left);
                self.in_place(&mut e.right);
            }
            Expr::MethodCall(e) => {
                if is_consuming(&e.method.to_string()) {
                    self.visit_expr_mut(&mut e.receiver);
                } else {
                    self.in_place(&mut e.receiver);
                }
                e.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
            }
            Expr::Match(e) => {
                if self.is_taken_apart(e) {
                    self.visit_expr_mut(&mut e.expr);
                } else {
                    self.in_place(&mut e.expr);
                }
                e.arms.iter_mut().for_each(|arm| self.visit_arm_mut(arm));
            }
            Expr::Let(e) => self.in_place(&mut e.expr),
            other => visit_mut::visit_expr_mut(self, other),
        }
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        match (&local.pat, &mut local.init) {
            (syn::Pat::Wild(_), Some(init)) => self.in_place(&mut init.expr),
            _ => visit_mut::visit_local_mut(self, local),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_pat_mut(&mut self, _: &mut syn::Pat) {}
}

/// Whether an expression certainly changes nothing: what it consists of are places, arithmetic and
/// comparisons.
fn only_looks(expr: &Expr) -> bool {
    consists_of_names(expr, &|other| match other {
        Expr::Cast(e) => only_looks(&e.expr),
        Expr::Index(e) => only_looks(&e.expr) && only_looks(&e.index),
        Expr::Reference(e) => e.mutability.is_none() && only_looks(&e.expr),
        _ => false,
    })
}

/// Methods that take their receiver by value, whatever that is.
fn is_consuming(name: &str) -> bool {
    name.starts_with("into_") || name.starts_with("unwrap") || name == "expect"
}
