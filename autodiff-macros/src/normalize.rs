//! Small rewrites before everything else, so that the passes see one form.

use proc_macro2::Span;
use quote::format_ident;
use std::collections::HashSet;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Stmt, parse_quote};

/// Normalizes the body of a function.
pub(crate) fn normalize(function: &mut syn::ItemFn) {
    let mentioned = crate::rename::mentioned(function);
    Normalizer { mentioned }.visit_block_mut(&mut function.block);
}

struct Normalizer {
    /// The names that are taken.
    mentioned: HashSet<String>,
}

impl VisitMut for Normalizer {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Macro(m) = expr
            && let Some(block) = self.elements(&m.mac)
        {
            *expr = block;
        }
        visit_mut::visit_expr_mut(self, expr);
        ungroup(expr);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Turns the invisible groups that `macro_rules!` makes into parentheses: rustc
/// drops them from what a macro gives back.
fn ungroup(expr: &mut Expr) {
    if let Expr::Group(group) = expr {
        let inner = &group.expr;
        *expr = match &**inner {
            Expr::Path(_) | Expr::Lit(_) => (**inner).clone(),
            _ => parse_quote!((#inner)),
        };
    }
}

impl Normalizer {
    /// `vec![{ … }, b]` as `{ let e1 = { … }; let e2 = b; vec![e1, e2] }`: what is
    /// more than a plain expression doesn't stay inside the macro's tokens.
    fn elements(&mut self, mac: &syn::Macro) -> Option<Expr> {
        if !(mac.path.is_ident("vec") || mac.path.is_ident("array")) {
            return None;
        }
        let elements = crate::activity::macro_arguments(mac);
        if !elements.iter().any(is_composite) {
            return None;
        }
        let repeated = mac
            .tokens
            .clone()
            .into_iter()
            .any(|t| matches!(t, proc_macro2::TokenTree::Punct(p) if p.as_char() == ';'));
        let mut names = Vec::new();
        let mut stmts: Vec<Stmt> = Vec::new();
        for element in elements {
            let name = self.fresh();
            stmts.push(parse_quote!(let #name = #element;));
            names.push(name);
        }
        let path = &mac.path;
        let made: Expr = match (repeated, names.as_slice()) {
            (true, [item, len]) => parse_quote!(#path![#item; #len]),
            (true, _) => return None,
            (false, items) => parse_quote!(#path![#(#items),*]),
        };
        Some(parse_quote!({ #(#stmts)* #made }))
    }

    fn fresh(&mut self) -> proc_macro2::Ident {
        let mut number = 1_usize;
        while !self.mentioned.insert(format!("element_{number}")) {
            number += 1;
        }
        format_ident!("element_{number}", span = Span::call_site())
    }
}

/// Whether an expression has statements, closures, macros or iterator chains
/// inside.
fn is_composite(expr: &Expr) -> bool {
    struct Finder(bool);
    impl syn::visit::Visit<'_> for Finder {
        fn visit_expr(&mut self, expr: &Expr) {
            self.0 |= matches!(
                expr,
                Expr::Block(_)
                    | Expr::If(_)
                    | Expr::Match(_)
                    | Expr::Loop(_)
                    | Expr::While(_)
                    | Expr::ForLoop(_)
                    | Expr::Closure(_)
                    | Expr::Macro(_)
            ) || matches!(expr, Expr::MethodCall(m) if crate::chains::is_chain_end(m));
            syn::visit::visit_expr(self, expr);
        }
    }
    let mut finder = Finder(false);
    syn::visit::Visit::visit_expr(&mut finder, expr);
    finder.0
}
