//! Patterns that loops, closures and `let … else` leave to plain `let` and `match`.

use super::Normalizer;
use syn::visit_mut::{self, VisitMut};
use syn::{ExprForLoop, Local, Pat, Stmt, parse_quote};

impl Normalizer<'_> {
    /// Input: `for (i, P { x, .. }) in e { a }`.
    /// Output: `for (i, part) in e { let P { x, .. } = part; a }`.
    pub(super) fn loop_pattern(&mut self, e: &mut ExprForLoop) {
        let lets = self.parts_named(&mut e.pat);
        e.body.stmts.splice(0..0, lets);
    }

    /// The same for the parameters of a closure.
    pub(super) fn closure_patterns(&mut self, closure: &mut syn::ExprClosure) {
        let lets: Vec<Stmt> = closure
            .inputs
            .iter_mut()
            .flat_map(|input| self.parts_named(input))
            .collect();
        if !lets.is_empty() {
            let body = &closure.body;
            *closure.body = parse_quote!({ #(#lets)* #body });
        }
    }

    /// Replaces what isn't names, tuples, slices and `&` by names, and gives the
    /// `let`s that take these apart.
    fn parts_named(&mut self, pat: &mut Pat) -> Vec<Stmt> {
        match pat {
            Pat::Paren(p) => self.parts_named(&mut p.pat),
            Pat::Type(t) => self.parts_named(&mut t.pat),
            Pat::Reference(r) => self.parts_named(&mut r.pat),
            Pat::Tuple(t) if !t.elems.iter().any(is_rest) => t
                .elems
                .iter_mut()
                .flat_map(|p| self.parts_named(p))
                .collect(),
            Pat::Slice(s) if !s.elems.iter().any(is_rest) => s
                .elems
                .iter_mut()
                .flat_map(|p| self.parts_named(p))
                .collect(),
            Pat::Ident(p) if p.by_ref.is_none() && p.subpat.is_none() => Vec::new(),
            Pat::Struct(_)
            | Pat::TupleStruct(_)
            | Pat::Ident(_)
            | Pat::Tuple(_)
            | Pat::Slice(_) => {
                let name = self.names.fresh("part");
                let whole = std::mem::replace(pat, parse_quote!(#name));
                vec![parse_quote!(let #whole = #name;)]
            }
            _ => Vec::new(),
        }
    }

    /// Input: `let (A(x) | B(x)) = e else { a };`.
    /// Output: `let x = match e { A(x) | B(x) => x, _ => { a } };`.
    pub(super) fn alternatives(&mut self, local: &mut Local) {
        let Some(init) = &local.init else { return };
        let Some((_, diverge)) = &init.diverge else {
            return;
        };
        let (pat, value) = (&local.pat, &init.expr);
        let mut names = Names::default();
        names.visit_pat_mut(&mut pat.clone());
        if !names.alternative || names.bound.is_empty() {
            return;
        }
        let (found, mutable) = (&names.bound, &names.mutable);
        let simpler: Stmt = match (found.as_slice(), mutable.as_slice()) {
            ([name], [mutability]) => {
                parse_quote!(let #mutability #name = match #value { #pat => #name, _ => #diverge };)
            }
            (many, _) => {
                parse_quote!(let (#(#mutable #many),*) = match #value { #pat => (#(#many),*), _ => #diverge };)
            }
        };
        if let Stmt::Local(simpler) = simpler {
            *local = simpler;
        }
    }
}

fn is_rest(pat: &Pat) -> bool {
    matches!(pat, Pat::Rest(_))
}

/// What a pattern binds, once for all alternatives.
#[derive(Default)]
struct Names {
    bound: Vec<syn::Ident>,
    mutable: Vec<Option<syn::Token![mut]>>,
    alternative: bool,
}

impl VisitMut for Names {
    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        match pat {
            Pat::Or(_) => self.alternative = true,
            Pat::Ident(p) if crate::rename::binds(&p.ident) && !self.bound.contains(&p.ident) => {
                self.bound.push(p.ident.clone());
                self.mutable
                    .push(p.mutability.filter(|_| p.by_ref.is_none()));
            }
            _ => {}
        }
        visit_mut::visit_pat_mut(self, pat);
    }
}
