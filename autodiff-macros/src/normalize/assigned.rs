//! Assignment to patterns, as a `let` and an assignment to each part.

use super::Normalizer;
use crate::activity::strip;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Expr, ExprAssign, parse_quote};

impl Normalizer<'_> {
    /// Input: `[a, v[i]] = e`, `Point { x: a, .. } = e`.
    /// Output: `{ let [p, q] = e; a = p; v[i] = q; }`.
    ///
    /// A tuple of variables and elements stays as it is.
    pub(super) fn assigned(&mut self, e: &ExprAssign) -> Option<Expr> {
        let nested = match strip(&e.left) {
            Expr::Tuple(t) => t.elems.iter().any(takes_apart),
            left => takes_apart(left),
        };
        if !nested {
            return None;
        }
        let mut parts = Vec::new();
        let pat = self.assignee(&e.left, &mut parts);
        let value = &e.right;
        let (names, targets): (Vec<Ident>, Vec<&Expr>) = parts.into_iter().unzip();
        Some(parse_quote!({
            let #pat = #value;
            #(#targets = #names;)*
        }))
    }

    /// The pattern that an assignee stands for, with a name for each place in it.
    fn assignee<'e>(&mut self, left: &'e Expr, parts: &mut Vec<(Ident, &'e Expr)>) -> TokenStream {
        match strip(left) {
            Expr::Infer(_) => quote!(_),
            Expr::Range(_) => quote!(..),
            Expr::Tuple(t) => {
                let elems = t.elems.iter().map(|e| self.assignee(e, parts));
                quote!((#(#elems,)*))
            }
            Expr::Array(a) => {
                let elems = a.elems.iter().map(|e| self.assignee(e, parts));
                quote!([#(#elems),*])
            }
            Expr::Call(c) if matches!(*c.func, Expr::Path(_)) => {
                let path = &c.func;
                let elems: Vec<TokenStream> =
                    c.args.iter().map(|e| self.assignee(e, parts)).collect();
                quote!(#path(#(#elems),*))
            }
            Expr::Struct(s) => {
                let path = &s.path;
                let fields = s.fields.iter().map(|field| {
                    let (member, part) = (&field.member, self.assignee(&field.expr, parts));
                    quote!(#member: #part,)
                });
                let fields: TokenStream = fields.collect();
                let rest = s.dot2_token;
                quote!(#path { #fields #rest })
            }
            place => {
                let name = self.names.fresh("part");
                parts.push((name.clone(), place));
                quote!(#name)
            }
        }
    }
}

fn takes_apart(left: &Expr) -> bool {
    match strip(left) {
        Expr::Tuple(_) | Expr::Array(_) | Expr::Struct(_) | Expr::Range(_) => true,
        Expr::Call(c) => matches!(*c.func, Expr::Path(_)),
        _ => false,
    }
}
