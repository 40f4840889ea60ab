//! `vec![f(a), b]` as `{ let e1 = f(a); let e2 = b; vec![e1, e2] }`: what is more
//! than a plain expression doesn't stay inside the macro's tokens, where no pass
//! looks.

use super::Normalizer;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, Stmt, parse_quote};

impl Normalizer<'_> {
    pub(super) fn elements(&mut self, mac: &syn::Macro) -> Option<Expr> {
        let rows = mac.path.is_ident("array");
        if !(mac.path.is_ident("vec") || rows) {
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
        let mut stmts = Vec::new();
        let names: Vec<Expr> = elements
            .into_iter()
            .map(|element| self.hoisted(element, rows, &mut stmts))
            .collect();
        let path = &mac.path;
        let made: Expr = match (repeated, names.as_slice()) {
            (true, [item, len]) => parse_quote!(#path![#item; #len]),
            (true, _) => return None,
            (false, items) => parse_quote!(#path![#(#items),*]),
        };
        Some(parse_quote!({ #(#stmts)* #made }))
    }

    /// The name of an element, which is evaluated before; the brackets of a row
    /// belong to the macro.
    fn hoisted(&mut self, element: Expr, rows: bool, stmts: &mut Vec<Stmt>) -> Expr {
        match element {
            Expr::Lit(_) => element,
            Expr::Array(mut row) if rows => {
                for item in &mut row.elems {
                    let taken = std::mem::replace(item, Expr::PLACEHOLDER);
                    *item = self.hoisted(taken, rows, stmts);
                }
                Expr::Array(row)
            }
            _ => {
                let mut name = self.names.fresh("element");
                name.set_span(element.span());
                stmts.push(parse_quote!(let #name = #element;));
                parse_quote!(#name)
            }
        }
    }
}

/// Whether an expression has calls, statements, closures or macros inside.
fn is_composite(expr: &Expr) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_expr(&mut self, expr: &Expr) {
            self.0 |= matches!(
                expr,
                Expr::Block(_)
                    | Expr::Call(_)
                    | Expr::Closure(_)
                    | Expr::ForLoop(_)
                    | Expr::If(_)
                    | Expr::Loop(_)
                    | Expr::Macro(_)
                    | Expr::Match(_)
                    | Expr::MethodCall(_)
                    | Expr::Try(_)
                    | Expr::While(_)
            );
            visit::visit_expr(self, expr);
        }
    }
    let mut finder = Finder(false);
    finder.visit_expr(expr);
    finder.0
}
