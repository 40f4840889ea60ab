//! Which variables and expressions certainly are arrays, by syntax alone.

use crate::rules;
use crate::ty::Ty;
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::{Expr, Pat};

/// The variables that certainly are arrays.
#[derive(Debug, Default)]
pub(super) struct Known {
    arrays: HashSet<String>,
    grown: bool,
}

impl Known {
    pub(super) fn of(function: &crate::parse::DiffFn) -> Known {
        let mut known = Known::default();
        for param in &function.params {
            if param.sketch.is_ndarray() {
                known.arrays.insert(param.name.to_string());
            }
        }
        loop {
            known.grown = false;
            Finder(&mut known).visit_block(&function.item.block);
            if !known.grown {
                return known;
            }
        }
    }

    /// Whether `expr` certainly is an array or a view.
    pub(super) fn is_array(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(_) => {
                crate::activity::variable(expr).is_some_and(|name| self.arrays.contains(&name))
            }
            Expr::Paren(e) => self.is_array(&e.expr),
            Expr::Group(e) => self.is_array(&e.expr),
            Expr::Reference(e) => self.is_array(&e.expr),
            Expr::Unary(e) => !matches!(e.op, syn::UnOp::Not(_)) && self.is_array(&e.expr),
            Expr::Binary(e) => {
                crate::activity::is_arithmetic(&e.op)
                    && (self.is_array(&e.left) || self.is_array(&e.right))
            }
            Expr::Block(e) => {
                matches!(e.block.stmts.last(), Some(syn::Stmt::Expr(e, None)) if self.is_array(e))
            }
            Expr::MethodCall(m) => self.gives_array(m),
            Expr::Call(c) => makes_array(&c.func) && !is_fallible(&c.func),
            Expr::Macro(m) => m.mac.path.segments.last().is_some_and(|s| {
                s.ident == "array" || s.ident == "stack" || s.ident == "concatenate"
            }),
            _ => false,
        }
    }

    fn gives_array(&self, m: &syn::ExprMethodCall) -> bool {
        let name = m.method.to_string();
        match name.as_str() {
            "mapv" | "mapv_into" | "zip_map__" | "map_collect" => true,
            "unwrap" | "expect" => match &*m.receiver {
                Expr::MethodCall(inner) => {
                    let name = inner.method.to_string();
                    rules::gives_option(&name) && name != "mean"
                }
                Expr::Call(c) => makes_array(&c.func) && is_fallible(&c.func),
                _ => false,
            },
            "clone" | "to_owned" | "into_owned" | "map" => self.is_array(&m.receiver),
            _ if rules::view_method(&name).is_some() => true,
            _ if rules::elementary(&name).is_some() => self.is_array(&m.receiver),
            _ => rules::array_method(&name).is_some_and(|method| {
                rules::axes_of(method.gives, None).is_some()
                    && !method.fallible
                    && (!method.common || self.is_array(&m.receiver))
            }),
        }
    }

    fn note(&mut self, pat: &Pat) {
        match pat {
            Pat::Ident(p) => self.grown |= self.arrays.insert(p.ident.to_string()),
            Pat::Type(p) => self.note(&p.pat),
            Pat::Paren(p) => self.note(&p.pat),
            _ => {}
        }
    }
}

/// `Array2::zeros`, `ndarray::stack`.
fn makes_array(func: &Expr) -> bool {
    let Expr::Path(p) = func else { return false };
    let mut names = crate::paths::backwards(&p.path);
    let last = names.next();
    matches!(last.as_deref(), Some("concatenate" | "stack"))
        || names.next().is_some_and(|name| {
            name.strip_prefix("Array")
                .is_some_and(|rank| rank.len() <= 1)
        })
}

/// Whether a function that makes arrays gives a `Result`.
fn is_fallible(func: &Expr) -> bool {
    let Expr::Path(p) = func else { return false };
    p.path.segments.last().is_some_and(|s| {
        s.ident == "from_shape_vec" || s.ident == "concatenate" || s.ident == "stack"
    })
}

struct Finder<'k>(&'k mut Known);

impl Visit<'_> for Finder<'_> {
    fn visit_local(&mut self, local: &syn::Local) {
        visit::visit_local(self, local);
        if let Pat::Type(typed) = &local.pat
            && Ty::of(&typed.ty).is_ndarray()
        {
            self.0.note(&local.pat);
        }
        if let Some(init) = &local.init
            && self.0.is_array(&init.expr)
        {
            self.0.note(&local.pat);
        }
    }

    fn visit_expr_for_loop(&mut self, e: &syn::ExprForLoop) {
        self.elements(&e.pat, &e.expr);
        visit::visit_expr_for_loop(self, e);
    }
}

impl Finder<'_> {
    fn elements(&mut self, pat: &Pat, iter: &Expr) {
        let Expr::MethodCall(m) = iter else { return };
        match (m.method.to_string().trim_end_matches("_mut"), pat) {
            (
                "rows" | "columns" | "outer_iter" | "axis_iter" | "lanes" | "axis_chunks_iter"
                | "exact_chunks",
                _,
            ) => {
                self.0.note(pat);
            }
            ("enumerate", Pat::Tuple(p)) if p.elems.len() == 2 => {
                self.elements(&p.elems[1], &m.receiver);
            }
            ("zip", Pat::Tuple(p)) if p.elems.len() == 2 => {
                self.elements(&p.elems[0], &m.receiver);
                if let Some(other) = m.args.first() {
                    self.elements(&p.elems[1], other);
                }
            }
            ("into_iter", _) => self.elements(pat, &m.receiver),
            _ => {}
        }
    }
}
