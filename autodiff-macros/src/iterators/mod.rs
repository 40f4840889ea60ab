//! Iterators in variables: `let mut it = v.iter();` becomes the number of elements that it has given,
//! `it.next()` a lookup (see [`lookups`](crate::lookups)), and the iterator itself those that are left,
//! `v[at..].iter()`.
//!
//! While the iterator lives, nobody else may change `v`. Only containers with derivatives are looked at.
//! Iterators that are used as a whole take the places of their names ([`inlined`]).

mod inlined;
mod uses;

use crate::activity::{Activity, strip, variable};
use crate::chains::is_adapted;
use crate::names::Names;
use crate::outcomes::is_place;
use proc_macro2::Ident;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Local, Pat, Stmt, parse_quote};

/// Spells out the body of `function`; whether anything was changed.
pub(crate) fn spell_out(function: &mut crate::parse::DiffFn, activity: &Activity) -> bool {
    let mut speller = Speller {
        activity,
        names: Names::of(&function.item),
        changed: false,
    };
    speller.visit_block_mut(&mut function.item.block);
    speller.changed
}

struct Speller<'a> {
    activity: &'a Activity,
    names: Names,
    changed: bool,
}

impl VisitMut for Speller<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        self.inline(block);
        for i in 0..block.stmts.len() {
            let (before, after) = block.stmts.split_at_mut(i + 1);
            let Some(Stmt::Local(local)) = before.last_mut() else {
                continue;
            };
            let Some((name, list)) = self.named(local) else {
                continue;
            };
            if !after.iter().all(|stmt| uses_are_known(&name, stmt)) {
                continue;
            }
            let mut at = self.names.fresh("at");
            at.set_span(name.span());
            if let Stmt::Local(number) = parse_quote!(let mut #at: usize = 0;) {
                *local = number;
            }
            let mut replacer = Replacer {
                name: name.to_string(),
                list,
                at,
                k: self.names.fresh("k"),
            };
            for stmt in after {
                replacer.visit_stmt_mut(stmt);
            }
            self.changed = true;
        }
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

impl Speller<'_> {
    /// The name of an iterator, and what it goes through.
    fn named(&self, local: &Local) -> Option<(Ident, Expr)> {
        let (Pat::Ident(p), Some(init)) = (&local.pat, &local.init) else {
            return None;
        };
        let Expr::MethodCall(m) = strip(&init.expr) else {
            return None;
        };
        let plain = m.method == "iter" && m.args.is_empty() && p.mutability.is_some();
        (plain && is_place(&m.receiver) && self.activity.expr(&m.receiver))
            .then(|| (p.ident.clone(), (*m.receiver).clone()))
    }
}

/// Whether `stmt` uses the iterator in ways that are known: `it.next()`, `for x in it`, `it.map(…)`.
fn uses_are_known(name: &Ident, stmt: &Stmt) -> bool {
    let name = name.to_string();
    let ours = |expr: &Expr| variable(expr).is_some_and(|variable| variable == name);
    uses::are_known(&name, stmt, |expr| match expr {
        Expr::MethodCall(m) => {
            let next = m.method == "next" && m.args.is_empty();
            usize::from(ours(&m.receiver) && (next || is_adapted(m)))
        }
        Expr::ForLoop(e) => usize::from(ours(&e.expr)),
        _ => 0,
    })
}

struct Replacer {
    name: String,
    list: Expr,
    at: Ident,
    k: Ident,
}

impl VisitMut for Replacer {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let (list, at, k) = (&self.list, &self.at, &self.k);
        let ours = |expr: &Expr| variable(expr).is_some_and(|name| name == self.name);
        if let Expr::MethodCall(m) = expr
            && m.method == "next"
            && ours(&m.receiver)
        {
            let get = Ident::new("get", m.method.span());
            *expr = parse_quote!(#list.#get({ let #k = #at; #at += 1; #k }));
        } else if ours(expr) {
            // It may have been asked again after its end.
            *expr = parse_quote!(#list[#at.min(#list.len())..].iter());
        } else {
            visit_mut::visit_expr_mut(self, expr);
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
