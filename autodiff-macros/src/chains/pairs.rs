//! Names for whole pairs, as in `for p in x.iter().zip(y) { … p.0 * p.1 … }`:
//! no pair is made, `p.0` is written as what it stands for.

use super::items::Item;
use super::lockstep;
use super::{Made, Rewriter};
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat};

/// A name and the parts of the tuple that it stands for.
pub(super) struct Whole {
    pub(super) name: Ident,
    pub(super) parts: Vec<Item>,
}

/// Writes the parts of `wholes` for their names.
pub(super) fn replace(wholes: &[Whole], with: impl FnOnce(&mut Replacer<'_>)) {
    if !wholes.is_empty() {
        with(&mut Replacer { wholes });
    }
}

/// Names are unique in a function, so that no scopes have to be minded.
pub(super) struct Replacer<'w> {
    wholes: &'w [Whole],
}

impl Replacer<'_> {
    fn whole(&self, expr: &Expr) -> Option<Item> {
        let parts = |name: &str| {
            let whole = self.wholes.iter().find(|w| w.name == name)?;
            Some(Item::Parts(whole.parts.clone()))
        };
        match expr {
            Expr::Paren(e) => self.whole(&e.expr),
            Expr::Unary(u) if matches!(u.op, syn::UnOp::Deref(_)) => {
                self.whole(&u.expr).filter(|w| matches!(w, Item::Parts(_)))
            }
            Expr::Field(f) => match (self.whole(&f.base)?, &f.member) {
                (Item::Parts(parts), syn::Member::Unnamed(index)) => {
                    parts.get(index.index as usize).cloned()
                }
                _ => None,
            },
            _ => parts(&crate::activity::variable(expr)?),
        }
    }

    fn tokens(&self, tokens: TokenStream) -> TokenStream {
        let mut dots = crate::rename::Dots::default();
        let one = |token: TokenTree| {
            let field = dots.before(&token);
            match &token {
                TokenTree::Ident(ident) if !field => {
                    match self.wholes.iter().find(|w| w.name == *ident) {
                        Some(whole) => Item::Parts(whole.parts.clone()).value().to_token_stream(),
                        None => token.into(),
                    }
                }
                TokenTree::Group(group) => {
                    let mut inner = Group::new(group.delimiter(), self.tokens(group.stream()));
                    inner.set_span(group.span());
                    TokenTree::Group(inner).into()
                }
                _ => token.into(),
            }
        };
        tokens.into_iter().map(one).collect()
    }
}

impl VisitMut for Replacer<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some(item) = self.whole(expr) {
            let value = item.value();
            *expr = match value {
                Expr::Path(_) | Expr::Tuple(_) => value,
                _ => syn::parse_quote!((#value)),
            };
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        mac.tokens = self.tokens(std::mem::take(&mut mac.tokens));
    }
}

impl Rewriter<'_> {
    /// Whether a loop's pattern names whole pairs of its iterator.
    pub(super) fn names_pairs(&self, pat: &Pat, iter: &Expr) -> bool {
        fn names(pat: &Pat, pairs: &lockstep::Shape) -> bool {
            match (pat, pairs) {
                (Pat::Paren(p), _) => names(&p.pat, pairs),
                (Pat::Ident(_), lockstep::Shape::Pair(..)) => true,
                (Pat::Tuple(p), lockstep::Shape::Pair(a, b)) if p.elems.len() == 2 => {
                    names(&p.elems[0], a) || names(&p.elems[1], b)
                }
                _ => false,
            }
        }
        names(pat, &self.shape(iter))
    }

    /// Checks a user's pattern for a whole pair and writes its parts in `body`.
    pub(super) fn bind_in(
        &mut self,
        pat: &Pat,
        item: &Item,
        body: &mut syn::Block,
        out: &mut Vec<syn::Stmt>,
    ) -> Made<()> {
        let mut wholes = Vec::new();
        self.bind(pat, item, super::items::By::Value, out, &mut wholes)?;
        replace(&wholes, |replacer| replacer.visit_block_mut(body));
        Ok(())
    }
}
