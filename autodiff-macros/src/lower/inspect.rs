//! Inactive expressions: what they read, and whether they may be evaluated again.

use super::contents::escaping_exit;
use super::{Lower, drops};
use crate::activity::{self, is_arithmetic};
use crate::ir::{VarId, Verbatim};
use crate::rename::Dots;
use crate::rules;
use crate::ty::Ty;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeSet;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Lit, Token};

/// An exit where the macro keeps code verbatim.
pub(super) const LEAVES: &str =
    "this leaves an expression that has no derivative; move it into a statement of its own";

impl Lower<'_> {
    /// An inactive expression whose value is used beside active ones: a cast to
    /// an integer would drop a derivative without a word.
    pub(super) fn value(&mut self, expr: &Expr) -> Verbatim {
        let mut expr = expr.clone();
        drops::check(self, &mut expr);
        self.verbatim(&expr)
    }

    /// An inactive expression, as it stands.
    pub(super) fn verbatim(&mut self, expr: &Expr) -> Verbatim {
        if let Some(token) = escaping_exit(expr) {
            self.errors.at(token, LEAVES);
        }
        self.refuse_hidden_changes(expr);
        Verbatim {
            expr: self.lasting(expr),
            reads: self.reads(expr.to_token_stream()),
            pure: self.is_pure(expr),
            ty: self.sketch(expr),
        }
    }

    /// `expr` with copies of the ranges that indexing with them would move.
    pub(super) fn lasting(&self, expr: &Expr) -> Expr {
        let mut lasting = expr.clone();
        CopiedRanges(self).visit_expr_mut(&mut lasting);
        lasting
    }

    /// An inactive expression that both sweeps can evaluate.
    pub(super) fn settled(&mut self, expr: &Expr) -> Verbatim {
        let verbatim = self.verbatim(expr);
        self.settle(verbatim)
    }

    /// An inactive operand of arithmetic: its float literals get the function's
    /// scalar type, which inference alone might not find in the reverse sweep.
    pub(super) fn settled_number(&mut self, expr: &Expr) -> Verbatim {
        let mut expr = expr.clone();
        if !self.mixed {
            suffix_literals(&mut expr, &self.scalar.to_string());
        }
        let verbatim = self.value(&expr);
        self.settle(verbatim)
    }

    /// The variables that tokens mention.
    pub(super) fn reads(&self, tokens: TokenStream) -> BTreeSet<VarId> {
        let mut found = BTreeSet::new();
        self.collect_reads(tokens, &mut found);
        found
    }

    fn collect_reads(&self, tokens: TokenStream, found: &mut BTreeSet<VarId>) {
        let mut dots = Dots::default();
        for token in tokens {
            let field = dots.before(&token);
            match token {
                TokenTree::Ident(ident) if !field => {
                    if let Some(id) = self.names.get(&ident.to_string()) {
                        found.insert(*id);
                    } else if let Some(id) = self.vars.iter().position(|v| v.name == ident) {
                        found.insert(VarId(id));
                    }
                }
                TokenTree::Group(group) => self.collect_reads(group.stream(), found),
                _ => {}
            }
        }
    }

    /// Whether evaluating `expr` again gives the same, changes nothing and
    /// costs little.
    pub(super) fn is_pure(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Lit(_) => true,
            Expr::Path(_) => {
                match activity::variable(expr).and_then(|name| self.names.get(&name)) {
                    Some(id) => {
                        let var = self.var(*id);
                        !var.opaque && !matches!(var.ty, Ty::RefMut(_))
                    }
                    None => true,
                }
            }
            Expr::Paren(e) => self.is_pure(&e.expr),
            Expr::Group(e) => self.is_pure(&e.expr),
            Expr::Unary(e) => self.is_pure(&e.expr),
            Expr::Binary(e) => {
                !activity::is_update(&e.op) && self.is_pure(&e.left) && self.is_pure(&e.right)
            }
            Expr::Cast(e) => self.is_pure(&e.expr),
            Expr::Field(e) => self.is_pure(&e.base),
            Expr::Index(e) => self.is_pure(&e.expr) && self.is_pure(&e.index),
            Expr::Reference(e) => e.mutability.is_none() && self.is_pure(&e.expr),
            Expr::Tuple(e) => e.elems.iter().all(|e| self.is_pure(e)),
            Expr::Array(e) => e.elems.iter().all(|e| self.is_pure(e)),
            Expr::Range(e) => e.start.iter().chain(&e.end).all(|e| self.is_pure(e)),
            Expr::MethodCall(m) => {
                let name = m.method.to_string();
                (rules::is_pure_method(&name) || rules::view_method(&name) == Some("row_mut"))
                    && self.is_pure(&m.receiver)
                    && m.args.iter().all(|a| self.is_pure(a))
            }
            Expr::Call(c) => {
                (is_pure_function(&c.func) || self.gives_number(&c.func))
                    && c.args.iter().all(|a| self.is_pure(a))
            }
            Expr::Macro(m) => crate::paths::ends_in(&m.mac.path, "s"),
            _ => false,
        }
    }

    /// `T::from_f64` and its like, of the type that derivatives are taken in.
    pub(super) fn gives_number(&self, func: &Expr) -> bool {
        let Expr::Path(p) = func else { return false };
        let segments: Vec<&syn::Ident> = p.path.segments.iter().map(|s| &s.ident).collect();
        let [of, name] = segments.as_slice() else {
            return false;
        };
        let name = name.to_string();
        *of == self.scalar && matches!(name.as_str(), "from_f64" | "one" | "zero" | "epsilon")
    }
}

/// A range in a variable, as an index or as an item of `s![…]`, would be moved by the first of the places
/// that both sweeps write: `s![.., columns]` becomes `s![.., columns.clone()]`.
struct CopiedRanges<'l, 'a>(&'l Lower<'a>);

impl VisitMut for CopiedRanges<'_, '_> {
    fn visit_expr_index_mut(&mut self, e: &mut syn::ExprIndex) {
        visit_mut::visit_expr_index_mut(self, e);
        let index = &e.index;
        if activity::variable(index).is_some() && self.0.sketch(index) == Ty::Range {
            e.index = syn::parse_quote!(#index.clone());
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        if !crate::paths::ends_in(&mac.path, "s") {
            return;
        }
        let items = Punctuated::<Expr, Token![,]>::parse_terminated;
        let Ok(mut items) = items.parse2(mac.tokens.clone()) else {
            return;
        };
        let mut changed = false;
        for item in &mut items {
            let id = activity::variable(item).and_then(|name| self.0.names.get(&name));
            if id.is_some_and(|id| matches!(self.0.var(*id).ty, Ty::Unknown | Ty::Range)) {
                *item = syn::parse_quote!(#item.clone());
                changed = true;
            }
        }
        if changed {
            mac.tokens = items.to_token_stream();
        }
    }
}

fn is_pure_function(func: &Expr) -> bool {
    let Expr::Path(p) = func else { return false };
    let names = crate::paths::names(&p.path);
    match names.split_last() {
        Some((last, [])) => last == "Axis" || last == "Ix1" || last == "Ix2",
        Some((last, [.., module])) if module == "__private" => last == "discrete",
        Some((last, [.., of])) if of == "Slice" => last == "new" || last == "from",
        Some((last, before)) => {
            before
                .last()
                .is_some_and(|b| crate::ty::is_float(b) || crate::ty::is_int(b))
                && last == "from"
        }
        None => false,
    }
}

/// Gives unsuffixed float literals in arithmetic a type.
fn suffix_literals(expr: &mut Expr, scalar: &str) {
    if scalar != "f64" && scalar != "f32" {
        return;
    }
    match expr {
        Expr::Lit(l) => {
            if let Lit::Float(f) = &l.lit
                && f.suffix().is_empty()
            {
                let text = format!("{}_{scalar}", f.base10_digits());
                l.lit = Lit::Float(syn::LitFloat::new(&text, f.span()));
            }
        }
        Expr::Paren(e) => suffix_literals(&mut e.expr, scalar),
        Expr::Unary(e) => suffix_literals(&mut e.expr, scalar),
        Expr::Binary(e) if is_arithmetic(&e.op) => {
            suffix_literals(&mut e.left, scalar);
            suffix_literals(&mut e.right, scalar);
        }
        Expr::MethodCall(m) => suffix_literals(&mut m.receiver, scalar),
        _ => {}
    }
}
