//! Small rewrites of a closure's body.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use std::collections::HashMap;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Lifetime, parse_quote};

/// Input: a body with `return x`. Output: `'label: { … break 'label x … }`; `None`
/// if nothing returns.
pub(crate) fn as_breaks(body: &mut Expr, name: &Ident) -> Option<Expr> {
    struct Returns {
        label: Lifetime,
        found: bool,
    }
    impl VisitMut for Returns {
        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            if let Expr::Closure(_) = expr {
                return;
            }
            visit_mut::visit_expr_mut(self, expr);
            if let Expr::Return(r) = expr {
                let (label, value) = (&self.label, &r.expr);
                self.found = true;
                *expr = parse_quote!(break #label #value);
            }
        }
        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    }
    let label = Lifetime::new(&format!("'{name}"), Span::call_site());
    let mut returns = Returns {
        label: label.clone(),
        found: false,
    };
    returns.visit_expr_mut(body);
    returns.found.then(|| match body {
        Expr::Block(b) if b.label.is_none() => {
            let block = &b.block;
            parse_quote!(#label: #block)
        }
        other => parse_quote!(#label: { #other }),
    })
}

/// Tokens with names replaced, other than those of fields and methods.
pub(super) fn replaced(tokens: TokenStream, names: &HashMap<String, Ident>) -> TokenStream {
    let mut dots = crate::rename::Dots::default();
    tokens
        .into_iter()
        .map(|token| {
            let field = dots.before(&token);
            match token {
                TokenTree::Ident(ident) if !field => {
                    let fresh = names.get(&ident.to_string()).cloned();
                    TokenTree::Ident(fresh.map_or(ident.clone(), |mut fresh| {
                        fresh.set_span(ident.span());
                        fresh
                    }))
                }
                TokenTree::Group(group) => {
                    let inner = replaced(group.stream(), names);
                    let mut fresh = Group::new(group.delimiter(), inner);
                    fresh.set_span(group.span());
                    TokenTree::Group(fresh)
                }
                other => other,
            }
        })
        .collect()
}
