//! Two variables of one name, one of which a `macro_rules!` brings along.
//!
//! rustc tells them apart by where they were written; the passes know variables by their names, so they get
//! different ones here. A stable compiler says where only in the debug form of a span, `#5 bytes(10..11)`: the
//! number is another one for what a macro brought along. Where it isn't there, nothing is changed.

use crate::names::Names;
use proc_macro2::{Ident, Span};
use std::collections::HashMap;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ItemFn, Pat};

/// Gives the variables of a function names that tell them apart. The one bound first, a parameter if there is
/// one, keeps its name.
pub(crate) fn tell_apart(function: &mut ItemFn) {
    // Where the earlier passes say that a name of theirs was written.
    let ours = [Span::mixed_site(), Span::call_site()].map(origin);
    let mut bound = Bound::default();
    bound.visit_item_fn(function);
    let mut names = Names::of(function);
    let mut renamed = HashMap::new();
    for (name, origins) in bound.0 {
        for (origin, ident) in origins.into_iter().skip(1) {
            if !ours.iter().flatten().any(|o| *o == origin) {
                let fresh = names.numbered(&name, ident.span());
                renamed.insert((name.clone(), origin), fresh);
            }
        }
    }
    if !renamed.is_empty() {
        Renamer { renamed }.visit_item_fn_mut(function);
    }
}

/// The number by which rustc tells where a name was written, if it says so.
fn origin(span: Span) -> Option<String> {
    let span = format!("{span:?}");
    let (number, _) = span.strip_prefix('#')?.split_once(' ')?;
    Some(number.to_owned())
}

/// For each name that is bound, where it was written, with the first that was written there.
#[derive(Default)]
struct Bound(HashMap<String, Vec<(String, Ident)>>);

impl Visit<'_> for Bound {
    fn visit_pat_ident(&mut self, p: &syn::PatIdent) {
        if let Some(origin) = origin(p.ident.span()) {
            let origins = self.0.entry(p.ident.to_string()).or_default();
            if origins.iter().all(|(o, _)| *o != origin) {
                origins.push((origin, p.ident.clone()));
            }
        }
        visit::visit_pat_ident(self, p);
    }

    /// Items see no locals.
    fn visit_item(&mut self, _: &syn::Item) {}
}

struct Renamer {
    renamed: HashMap<(String, String), Ident>,
}

impl Renamer {
    fn lookup(&self, ident: &Ident) -> Option<Ident> {
        let name = (ident.to_string(), origin(ident.span())?);
        self.renamed.get(&name).cloned()
    }

    fn rename(&self, ident: &mut Ident) {
        crate::rename::rename(ident, &|ident| self.lookup(ident));
    }
}

impl VisitMut for Renamer {
    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        if let Pat::Ident(p) = pat {
            self.rename(&mut p.ident);
        }
        visit_mut::visit_pat_mut(self, pat);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Path(path) = expr
            && path.qself.is_none()
            && path.path.get_ident().is_some()
        {
            self.rename(&mut path.path.segments[0].ident);
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        field.colon_token.get_or_insert_default();
        visit_mut::visit_field_value_mut(self, field);
    }

    fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
        field.colon_token.get_or_insert_default();
        visit_mut::visit_field_pat_mut(self, field);
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        let tokens = std::mem::take(&mut mac.tokens);
        mac.tokens = crate::rename::tokens(tokens, &|ident| self.lookup(ident));
    }

    /// Items see no locals.
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
