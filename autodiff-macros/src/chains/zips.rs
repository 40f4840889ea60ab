//! `zip` of chains that don't go in step: one of them is run, the items of the
//! other are found by their number.

use super::items::Item;
use super::kinds::Kind;
use super::lockstep::is_lockstep;
use super::sources::{Way, move_into_pattern};
use super::syntax::{has_effects, has_steps, is_iterator, occurs, receiver};
use super::{Made, Rewriter, Sink};
use quote::ToTokens;
use syn::{Expr, Stmt, parse_quote};

impl Rewriter<'_> {
    pub(super) fn zip_apart(
        &mut self,
        at: &dyn ToTokens,
        left: &Expr,
        right: &Expr,
        way: &Way,
        sink: &mut Sink<'_>,
    ) -> Made<Vec<Stmt>> {
        let steady =
            |side: &Expr| is_lockstep(side, false) && !occurs("iter_mut", side) && !mutable(side);
        // What is found by number is looked for before the other's next item is made.
        let run_left = steady(right);
        if !run_left && (!steady(left) || has_steps(left) && has_effects(left)) {
            return Err(syn::Error::new_spanned(
                at.to_token_stream(),
                "these two iterators can't be followed side by side: collect one of them into a `Vec` first, or write a loop",
            ));
        }
        let mut out = Vec::new();
        let (run, other) = match run_left {
            true => (left, right),
            false => (right, left),
        };
        let other = self.steady_sources(other, &mut out)?;
        let other = self.by_reference(other);
        let (number, here) = (self.names.fresh("number"), self.names.fresh("here"));
        out.push(parse_quote!(let mut #number = 0_usize;));
        let found = self.lockstep(&other)?;
        out.extend(found.before.clone());
        let head = receiver(&found.head);
        // Containers, and the rows of an array, aren't iterators yet.
        let head: Expr = match has_numbers(&found.head) {
            true => head,
            false => parse_quote!(#head.into_iter()),
        };
        let exit = &way.exit;
        let over: Stmt = parse_quote!(if !#head.skip(#number).any(|_| true) { break #exit; });
        let mut inner = way.clone();
        if !run_left {
            inner.guards.push(over.clone());
        }
        out.extend(self.run(run, &inner, &mut |r, item, _| {
            let mut body: Vec<Stmt> = Vec::new();
            if run_left {
                body.push(over.clone());
            }
            body.push(parse_quote!(let #here = #number;));
            body.push(parse_quote!(#number += 1;));
            let found = found.clone();
            let (mut pat, mut inside) = (found.pat, found.body);
            let item = item.used();
            let parts = match run_left {
                true => vec![item, found.item],
                false => vec![found.item, item],
            };
            let label = r.names.fresh_label("chain");
            inside.extend(sink(r, Item::Parts(parts), &label)?);
            move_into_pattern(&mut pat, &mut inside);
            body.push(parse_quote!(#label: for #pat in #head.skip(#here).take(1) { #(#inside)* }));
            Ok(body)
        })?);
        Ok(out)
    }
}

impl Rewriter<'_> {
    /// Items of an owned container by copies, so that it is there for each.
    fn by_reference(&self, other: Expr) -> Expr {
        let container = match &other {
            Expr::MethodCall(m) if m.method == "into_iter" => &m.receiver,
            other => other,
        };
        match container {
            Expr::Path(_) if self.kind_of(container) == Kind::Value => {
                parse_quote!(#container.iter().cloned())
            }
            _ => other,
        }
    }
}

fn has_numbers(head: &Expr) -> bool {
    is_iterator(head)
        && !matches!(head, Expr::MethodCall(m) if matches!(
            m.method.to_string().as_str(),
            "rows" | "columns" | "lanes" | "exact_chunks"
        ))
}

fn mutable(side: &Expr) -> bool {
    matches!(side, Expr::Reference(r) if r.mutability.is_some())
}
