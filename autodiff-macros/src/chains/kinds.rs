//! Whether a variable, or the value of an expression, is a reference: read off the
//! syntax, where the macro has to write `&` or a copy of its own.

use crate::parse::{DiffFn, Passing};
use crate::ty::Ty;
use std::collections::HashMap;
use syn::visit::Visit;
use syn::{Expr, Pat, UnOp};

/// What is known of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is no reference.
    Value,
    /// `&T`
    Shared,
    /// `&mut T`
    Mutable,
    Unknown,
}

impl Kind {
    fn of_type(ty: &Ty) -> Kind {
        match ty {
            Ty::Ref(_) => Kind::Shared,
            Ty::RefMut(_) => Kind::Mutable,
            Ty::Unknown => Kind::Unknown,
            _ => Kind::Value,
        }
    }
}

/// The kinds of parameters and of locals whose `let` shows them.
pub(super) fn of_locals(function: &DiffFn) -> HashMap<String, Kind> {
    let params = function.params.iter().filter(|p| p.pattern.is_none());
    let kinds = params.map(|p| {
        let kind = match p.passing {
            Passing::RefMut => Kind::Mutable,
            _ => Kind::of_type(&Ty::of(&p.ty)),
        };
        (p.name.to_string(), kind)
    });
    let mut locals = Locals(kinds.collect());
    locals.visit_block(&function.item.block);
    locals.0
}

struct Locals(HashMap<String, Kind>);

impl Visit<'_> for Locals {
    fn visit_local(&mut self, local: &syn::Local) {
        let known = match (&local.pat, &local.init) {
            (Pat::Type(t), _) => match &*t.pat {
                Pat::Ident(p) => Some((&p.ident, Kind::of_type(&Ty::of(&t.ty)))),
                _ => None,
            },
            (Pat::Ident(p), Some(init)) if p.by_ref.is_none() => {
                Some((&p.ident, of_expr(&init.expr, &self.0)))
            }
            _ => None,
        };
        if let Some((name, kind)) = known {
            self.0.insert(name.to_string(), kind);
        }
        syn::visit::visit_local(self, local);
    }
}

/// The kind of an expression's value.
pub(super) fn of_expr(expr: &Expr, known: &HashMap<String, Kind>) -> Kind {
    match expr {
        Expr::Paren(e) => of_expr(&e.expr, known),
        Expr::Group(e) => of_expr(&e.expr, known),
        Expr::Path(_) => crate::activity::variable(expr)
            .and_then(|name| known.get(&name).copied())
            .unwrap_or(Kind::Unknown),
        Expr::Reference(r) if r.mutability.is_some() => Kind::Mutable,
        Expr::Reference(_) => Kind::Shared,
        Expr::Unary(u) if matches!(u.op, UnOp::Deref(_)) => Kind::Value,
        Expr::Unary(_)
        | Expr::Binary(_)
        | Expr::Lit(_)
        | Expr::Cast(_)
        | Expr::Index(_)
        | Expr::Array(_)
        | Expr::Repeat(_)
        | Expr::Tuple(_)
        | Expr::Macro(_)
        | Expr::Call(_) => Kind::Value,
        Expr::MethodCall(m) => match m.method.to_string().as_str() {
            "unwrap" | "expect" | "as_slice" | "as_ref" | "as_mut_slice" | "as_mut" | "get"
            | "borrow" | "unwrap_or" | "unwrap_or_default" => Kind::Unknown,
            _ => Kind::Value,
        },
        Expr::Block(b) => match b.block.stmts.last() {
            Some(syn::Stmt::Expr(e, None)) => of_expr(e, known),
            _ => Kind::Unknown,
        },
        Expr::If(e) => match e.then_branch.stmts.last() {
            Some(syn::Stmt::Expr(e, None)) => of_expr(e, known),
            _ => Kind::Unknown,
        },
        Expr::Match(m) => m
            .arms
            .first()
            .map_or(Kind::Unknown, |arm| of_expr(&arm.body, known)),
        _ => Kind::Unknown,
    }
}
