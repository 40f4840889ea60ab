//! `vec![{ … }, b]` as `{ let e1 = { … }; let e2 = b; vec![e1, e2] }`: what is
//! more than a plain expression doesn't stay inside the macro's tokens.

use super::Normalizer;
use syn::{Expr, Stmt, parse_quote};

impl Normalizer<'_> {
    pub(super) fn elements(&mut self, mac: &syn::Macro) -> Option<Expr> {
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
            let name = self.fresh("element");
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
                    | Expr::Try(_)
            ) || matches!(expr, Expr::MethodCall(m) if crate::chains::is_chain_end(m));
            syn::visit::visit_expr(self, expr);
        }
    }
    let mut finder = Finder(false);
    syn::visit::Visit::visit_expr(&mut finder, expr);
    finder.0
}
