//! Which item the end of a chain takes, and where it is kept.

use super::items::{By, Item};
use super::kinds::Kind;
use super::{Made, Rewriter};
use proc_macro2::Ident;
use syn::{Expr, ExprMethodCall, Lifetime, Stmt, parse_quote};

/// Where an item is kept: a variable, or one for each part of a tuple.
#[derive(Clone)]
pub(super) enum Kept {
    One(Ident, Kind),
    Parts(Vec<Kept>),
}

impl Kept {
    /// What is kept, as an item like those of the chain.
    pub(super) fn item(&self) -> Item {
        match self {
            Kept::One(name, Kind::Shared) => Item::new(parse_quote!(&#name), Kind::Shared),
            Kept::One(name, kind) => Item::new(parse_quote!(#name), *kind),
            Kept::Parts(parts) => Item::Parts(parts.iter().map(Kept::item).collect()),
        }
    }

    pub(super) fn declare(&self, root: &syn::Path, out: &mut Vec<Stmt>) {
        match self {
            Kept::One(name, _) => {
                out.push(parse_quote!(let mut #name = #root::__private::Default::default();));
            }
            Kept::Parts(parts) => parts.iter().for_each(|part| part.declare(root, out)),
        }
    }

    /// Keeps `item`, by a copy of what it refers to.
    pub(super) fn keep(&self, item: &Item, out: &mut Vec<Stmt>) {
        match (self, item) {
            (Kept::One(name, kind), item) => {
                let value = item.value();
                out.push(match (kind, &value) {
                    (Kind::Shared, Expr::Reference(r)) => {
                        let place = &r.expr;
                        parse_quote!(#name = #place.clone();)
                    }
                    (Kind::Shared, _) => parse_quote!(#name = #value.clone();),
                    _ => parse_quote!(#name = #value;),
                });
            }
            (Kept::Parts(kept), Item::Parts(parts)) => {
                for (kept, part) in kept.iter().zip(parts) {
                    kept.keep(part, out);
                }
            }
            (Kept::Parts(_), Item::One { .. }) => {}
        }
    }
}

impl Rewriter<'_> {
    /// The variables that keep items like `item`.
    pub(super) fn place_for(&mut self, item: &Item, end: &ExprMethodCall) -> Made<Kept> {
        Ok(match item {
            Item::One {
                kind: Kind::Unknown | Kind::Mutable,
                ..
            } => {
                return Err(syn::Error::new_spanned(
                    &end.method,
                    format!(
                        "the macro can't see whether `{}` gives a reference here: put `.copied()` or `.map(|v| *v)` before it",
                        end.method
                    ),
                ));
            }
            Item::One { kind, .. } => Kept::One(self.names.fresh("found"), *kind),
            Item::Parts(parts) => {
                let parts = parts.iter().map(|part| self.place_for(part, end));
                Kept::Parts(parts.collect::<Made<Vec<_>>>()?)
            }
        })
    }

    /// What is done with one item.
    pub(super) fn choose(
        &mut self,
        end: &ExprMethodCall,
        kept: &Kept,
        item: &Item,
        seen: &Ident,
        exit: &Lifetime,
    ) -> Made<Vec<Stmt>> {
        let mut keep = Vec::new();
        kept.keep(item, &mut keep);
        let name = end.method.to_string();
        match name.as_str() {
            "last" => {
                keep.push(parse_quote!(#seen = true;));
                Ok(keep)
            }
            "next" | "next_back" | "nth" | "find_map" => {
                keep.push(parse_quote!(#seen = true;));
                keep.push(parse_quote!(break #exit;));
                Ok(keep)
            }
            "find" | "rfind" => {
                let closure = self.closure(end, 1)?;
                let mut body = Vec::new();
                let look = self.apply(&closure, &[(item, By::Reference)], &mut body)?;
                body.push(parse_quote!(if #look { #(#keep)* #seen = true; break #exit; }));
                Ok(body)
            }
            "reduce" => {
                let closure = self.closure(end, 2)?;
                let mut body = Vec::new();
                let old = kept.item();
                let items = [(&old, By::Value), (item, By::Value)];
                let mut value = self.apply(&closure, &items, &mut body)?;
                match kept {
                    Kept::One(name, kind) => {
                        if *kind == Kind::Shared {
                            copy_tails(&mut value);
                        }
                        body.push(parse_quote!(#name = #value;));
                    }
                    Kept::Parts(_) => {
                        let value = self.named(&value, &mut body);
                        kept.keep(&value, &mut body);
                    }
                }
                Ok(vec![
                    parse_quote!(if !#seen { #(#keep)* #seen = true; } else { #(#body)* }),
                ])
            }
            // Of equal items, `max_by` gives the last and `min_by` the first.
            _ => {
                let greater = self.is_greater(end, &kept.item().value(), &item.value())?;
                let better: Expr = match name.starts_with("max") {
                    true => parse_quote!(!(#greater)),
                    false => parse_quote!((#greater)),
                };
                // The first item says what type is kept.
                Ok(vec![
                    parse_quote!(if !#seen { #(#keep)* #seen = true; } else if #better { #(#keep)* }),
                ])
            }
        }
    }

    /// The condition that what is kept is greater than the new item.
    pub(super) fn is_greater(
        &mut self,
        end: &ExprMethodCall,
        old: &Expr,
        new: &Expr,
    ) -> Made<Expr> {
        let root = self.root.clone();
        let order: Expr = if end.method.to_string().ends_with("_key") {
            let closure = self.closure(end, 1)?;
            let (pat, key) = (&closure.inputs[0], &closure.body);
            parse_quote!(#root::__private::Ord::cmp(&{ let #pat = &#old; #key }, &{ let #pat = &#new; #key }))
        } else {
            let closure = self.closure(end, 2)?;
            let (a, b) = (&closure.inputs[0], &closure.inputs[1]);
            let order = &closure.body;
            parse_quote!({ let #a = &#old; let #b = &#new; #order })
        };
        Ok(parse_quote!(#order == #root::__private::Ordering::Greater))
    }
}

/// Copies what the value of an expression refers to.
pub(super) fn copy_tails(expr: &mut Expr) {
    fn in_block(block: &mut syn::Block) {
        if let Some(Stmt::Expr(tail, None)) = block.stmts.last_mut() {
            copy_tails(tail);
        }
    }
    match expr {
        Expr::Paren(e) => copy_tails(&mut e.expr),
        Expr::Block(e) => in_block(&mut e.block),
        Expr::If(e) => {
            in_block(&mut e.then_branch);
            if let Some((_, other)) = &mut e.else_branch {
                copy_tails(other);
            }
        }
        Expr::Match(m) => m.arms.iter_mut().for_each(|arm| copy_tails(&mut arm.body)),
        other => {
            let value = super::syntax::receiver(other);
            *other = parse_quote!(#value.clone());
        }
    }
}
