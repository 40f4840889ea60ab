//! Names with a capital in patterns that may or may not match.
//!
//! `Some(MAX) => …` compares with a constant, `Some(T) => …` binds, and only rustc knows which. They are taken
//! for constants, so one that binds must not go unnoticed: its variable would have no derivative.

use crate::errors::Errors;
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use std::collections::HashSet;
use syn::Block;
use syn::visit::{self, Visit};

/// Refuses those that look like variables, and has rustc check that the others are constants.
pub(crate) fn check(block: &mut Block, errors: &mut Errors) {
    let mut found = Capitals::default();
    found.visit_block(block);
    let Capitals {
        patterns,
        read,
        macros,
    } = found;
    let is_read = |name: &str| read.contains(name) || crate::names::mentions(macros.clone(), name);
    let mut checked = HashSet::new();
    for name in patterns {
        let text = name.to_string();
        if !is_read(&text) || text == "None" || !checked.insert(text.clone()) {
            continue;
        }
        if looks_like_variable(&text) {
            errors.at(
                &name,
                format!(
                    "in a pattern that may not match, a name with a capital is taken for a constant: begin the name of a variable with a small letter, and write a constant as a path (`self::{name}`)"
                ),
            );
        } else {
            let is_item = quote_spanned!(name.span()=> const _: fn() = || { let _ = &#name; };);
            if let Ok(item) = syn::parse2(is_item) {
                block.stmts.insert(0, item);
            }
        }
    }
}

/// A letter, perhaps with an index, as in formulas.
fn looks_like_variable(name: &str) -> bool {
    let mut rest = name.chars().skip(1);
    match rest.next() {
        None => true,
        Some('_') => name.len() <= 6,
        Some(c) => c.is_ascii_digit(),
    }
}

/// The names, and those that are read anywhere.
#[derive(Default)]
struct Capitals {
    patterns: Vec<Ident>,
    read: HashSet<String>,
    /// What macros are given.
    macros: TokenStream,
}

impl Visit<'_> for Capitals {
    fn visit_arm(&mut self, arm: &syn::Arm) {
        Names(self).visit_pat(&arm.pat);
        visit::visit_arm(self, arm);
    }

    fn visit_expr_let(&mut self, e: &syn::ExprLet) {
        Names(self).visit_pat(&e.pat);
        visit::visit_expr_let(self, e);
    }

    fn visit_expr_path(&mut self, path: &syn::ExprPath) {
        if let Some(name) = path.path.get_ident() {
            self.read.insert(name.to_string());
        }
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        self.macros.extend(mac.tokens.clone());
    }

    /// Items see no locals.
    fn visit_item(&mut self, _: &syn::Item) {}
}

struct Names<'c>(&'c mut Capitals);

impl Visit<'_> for Names<'_> {
    fn visit_pat_ident(&mut self, p: &syn::PatIdent) {
        if !crate::rename::binds(&p.ident)
            && p.subpat.is_none()
            && p.by_ref.is_none()
            && p.mutability.is_none()
        {
            self.0.patterns.push(p.ident.clone());
        }
        visit::visit_pat_ident(self, p);
    }

    fn visit_expr(&mut self, _: &syn::Expr) {}
}
