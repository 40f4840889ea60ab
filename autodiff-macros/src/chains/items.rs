//! An item on its way through a chain, and how closures' parameters take it.

use super::kinds::{self, Kind};
use super::pairs::{Whole, replace};
use super::{Made, Rewriter};
use proc_macro2::Ident;
use syn::{Expr, Pat, Stmt, parse_quote};

/// An item, by the expressions that name its parts.
#[derive(Clone)]
pub(super) enum Item {
    One {
        expr: Expr,
        kind: Kind,
        /// A name that the loop's pattern binds and nothing has used: a pattern
        /// may take its place.
        fresh: bool,
    },
    /// A tuple that was never made.
    Parts(Vec<Item>),
}

impl Item {
    pub(super) fn new(expr: Expr, kind: Kind) -> Item {
        Item::One {
            expr,
            kind,
            fresh: false,
        }
    }

    /// The item after something has looked at it.
    pub(super) fn used(&self) -> Item {
        match self {
            Item::One { expr, kind, .. } => Item::new(expr.clone(), *kind),
            Item::Parts(parts) => Item::Parts(parts.iter().map(Item::used).collect()),
        }
    }

    /// The item as a value.
    pub(super) fn value(&self) -> Expr {
        match self {
            Item::One { expr, .. } => expr.clone(),
            Item::Parts(parts) => {
                let parts = parts.iter().map(Item::value);
                parse_quote!((#(#parts),*))
            }
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Item::One { kind, .. } => *kind,
            Item::Parts(_) => Kind::Value,
        }
    }

    /// The item as the pattern that binds it.
    pub(super) fn pattern(&self) -> Pat {
        match self {
            Item::One { expr, .. } => parse_quote!(#expr),
            Item::Parts(parts) => {
                let parts = parts.iter().map(Item::pattern);
                parse_quote!((#(#parts),*))
            }
        }
    }

    /// Part `number` of a tuple of which only this name is known.
    fn part(expr: &Expr, kind: Kind, number: usize) -> Item {
        let index = syn::Index::from(number);
        match kind {
            Kind::Shared => Item::new(parse_quote!(&#expr.#index), kind),
            Kind::Mutable => Item::new(parse_quote!(&mut #expr.#index), kind),
            _ => Item::new(parse_quote!(#expr.#index), Kind::Unknown),
        }
    }
}

/// How a closure takes an item.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Value,
    /// `&item`
    Reference,
}

impl Rewriter<'_> {
    pub(super) fn kind_of(&self, expr: &Expr) -> Kind {
        kinds::of_expr(expr, &self.kinds)
    }

    /// Binds an item by a pattern. What a name for a whole tuple stands for is
    /// added to `wholes`.
    pub(super) fn bind(
        &mut self,
        pat: &Pat,
        item: &Item,
        by: By,
        out: &mut Vec<Stmt>,
        wholes: &mut Vec<Whole>,
    ) -> Made<()> {
        match (pat, item) {
            (Pat::Paren(p), _) => self.bind(&p.pat, item, by, out, wholes),
            (Pat::Type(t), _) => self.bind(&t.pat, item, by, out, wholes),
            (Pat::Wild(_), _) => Ok(()),
            (Pat::Tuple(p), Item::Parts(parts)) if p.elems.len() == parts.len() => {
                for (pat, part) in p.elems.iter().zip(parts) {
                    self.bind(pat, part, by, out, wholes)?;
                }
                Ok(())
            }
            (Pat::Ident(p), Item::Parts(parts)) if p.subpat.is_none() && p.by_ref.is_none() => {
                if p.mutability.is_some() {
                    return Err(syn::Error::new_spanned(
                        pat,
                        "take the pair apart in the pattern: `(a, b)`",
                    ));
                }
                wholes.push(Whole {
                    name: p.ident.clone(),
                    parts: parts.clone(),
                });
                Ok(())
            }
            (Pat::Reference(r), item) if by == By::Reference => {
                self.bind(&r.pat, &item.used(), By::Value, out, wholes)
            }
            (_, Item::One { expr, .. }) if by == By::Reference => match pat {
                Pat::Tuple(p) => {
                    for (number, pat) in p.elems.iter().enumerate() {
                        let index = syn::Index::from(number);
                        let part = Item::new(parse_quote!(#expr.#index), Kind::Unknown);
                        self.bind(pat, &part, by, out, wholes)?;
                    }
                    Ok(())
                }
                _ => {
                    self.note(pat, Kind::Shared);
                    out.push(parse_quote!(let #pat = &#expr;));
                    Ok(())
                }
            },
            (_, Item::One { expr, kind, fresh }) => {
                match (pat, kind) {
                    (Pat::Tuple(p), Kind::Shared | Kind::Mutable) if !fresh => {
                        for (number, pat) in p.elems.iter().enumerate() {
                            let part = Item::part(expr, *kind, number);
                            self.bind(pat, &part, by, out, wholes)?;
                        }
                        return Ok(());
                    }
                    (Pat::Reference(r), Kind::Shared | Kind::Unknown) if !fresh => {
                        let behind: Expr = match expr {
                            Expr::Reference(r) => (*r.expr).clone(),
                            _ => parse_quote!(*#expr),
                        };
                        let behind = Item::new(behind, Kind::Value);
                        return self.bind(&r.pat, &behind, by, out, wholes);
                    }
                    _ => {}
                }
                self.note_behind(pat, *kind);
                out.push(parse_quote!(let #pat = #expr;));
                Ok(())
            }
            (_, Item::Parts(_)) => Err(syn::Error::new_spanned(
                pat,
                "this pattern isn't supported here: use names and tuples of names",
            )),
        }
    }

    fn note(&mut self, pat: &Pat, kind: Kind) {
        for name in crate::activity::bound_names(pat) {
            self.kinds.insert(name, kind);
        }
    }

    /// Notes the kinds of the names that `pat` binds in a value of `kind`.
    fn note_behind(&mut self, pat: &Pat, kind: Kind) {
        match (pat, kind) {
            (Pat::Reference(r), _) => self.note(&r.pat, Kind::Value),
            (Pat::Tuple(_) | Pat::Slice(_), Kind::Value) => self.note(pat, Kind::Unknown),
            _ => self.note(pat, kind),
        }
    }

    /// Gives items to a closure: binds its parameters and gives back its body.
    pub(super) fn apply(
        &mut self,
        closure: &syn::ExprClosure,
        items: &[(&Item, By)],
        out: &mut Vec<Stmt>,
    ) -> Made<Expr> {
        let mut wholes = Vec::new();
        for (pat, (item, by)) in closure.inputs.iter().zip(items) {
            self.bind(pat, item, *by, out, &mut wholes)?;
        }
        let mut body = (*closure.body).clone();
        replace(&wholes, |replacer| {
            syn::visit_mut::VisitMut::visit_expr_mut(replacer, &mut body);
        });
        Ok(body)
    }

    /// Names the value of `expr`, part by part if it is a tuple.
    pub(super) fn named(&mut self, expr: &Expr, out: &mut Vec<Stmt>) -> Item {
        match expr {
            Expr::Paren(e) => self.named(&e.expr, out),
            Expr::Tuple(t) if t.elems.len() > 1 => {
                let parts = t.elems.iter().map(|e| self.named(e, out)).collect();
                Item::Parts(parts)
            }
            Expr::Block(b) if b.label.is_none() && ends_in_tuple(&b.block) => {
                let (stmts, tail) = apart(&b.block);
                out.extend(stmts);
                match tail {
                    Some(tail) => self.named(&tail, out),
                    None => Item::new(parse_quote!(()), Kind::Value),
                }
            }
            _ => {
                let (name, kind) = (self.names.fresh("item"), self.kind_of(expr));
                out.push(parse_quote!(let #name = #expr;));
                self.kinds.insert(name.to_string(), kind);
                Item::new(parse_quote!(#name), kind)
            }
        }
    }

    /// A name for an item that a loop's pattern binds.
    pub(super) fn fresh_item(&mut self, kind: Kind) -> Item {
        let name: Ident = self.names.fresh("item");
        self.kinds.insert(name.to_string(), kind);
        Item::One {
            expr: parse_quote!(#name),
            kind,
            fresh: true,
        }
    }
}

fn ends_in_tuple(block: &syn::Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(Expr::Tuple(t), None)) => t.elems.len() > 1,
        Some(Stmt::Expr(Expr::Block(b), None)) => b.label.is_none() && ends_in_tuple(&b.block),
        _ => false,
    }
}

/// The statements of a block, and its value.
pub(super) fn apart(block: &syn::Block) -> (Vec<Stmt>, Option<Expr>) {
    match block.stmts.split_last() {
        Some((Stmt::Expr(tail, None), before)) => (before.to_vec(), Some(tail.clone())),
        _ => (block.stmts.clone(), None),
    }
}
