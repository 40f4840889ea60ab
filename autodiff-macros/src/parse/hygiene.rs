//! Two variables of one name, one of which a `macro_rules!` brings along.
//!
//! rustc tells them apart by where they were written; the passes know variables by their names. A stable
//! compiler says where only in the debug form of a span, `#5 bytes(10..11)`: the number is another one for what
//! a macro brought along. Where it isn't there, nothing is checked.

use crate::errors::Errors;
use proc_macro2::{Ident, Span};
use std::collections::{BTreeMap, HashSet};
use syn::ItemFn;
use syn::visit::{self, Visit};

/// Refuses names that are bound in a function and mean two things in it.
pub(crate) fn check(function: &ItemFn, errors: &mut Errors) {
    let mut found = Found::default();
    found.visit_item_fn(function);
    // Where the earlier passes say that a name of theirs was written.
    let ours = [Span::mixed_site(), Span::call_site()].map(origin);
    for (name, uses) in found.uses {
        let origins: HashSet<String> = uses
            .iter()
            .filter_map(|name| origin(name.span()))
            .filter(|origin| !ours.iter().flatten().any(|o| o == origin))
            .collect();
        if let (2.., true, Some(at)) = (origins.len(), found.bound.contains(&name), uses.last()) {
            errors.at(
                at,
                format!(
                    "`{name}` is two variables here: one that a macro brings along, and one that it is given; use another name for one of them"
                ),
            );
        }
    }
}

/// The number by which rustc tells where a name was written, if it says so.
fn origin(span: Span) -> Option<String> {
    let span = format!("{span:?}");
    let (number, _) = span.strip_prefix('#')?.split_once(' ')?;
    Some(number.to_owned())
}

#[derive(Default)]
struct Found {
    bound: HashSet<String>,
    uses: BTreeMap<String, Vec<Ident>>,
}

impl Found {
    fn note(&mut self, name: &Ident) {
        let uses = self.uses.entry(name.to_string()).or_default();
        uses.push(name.clone());
    }
}

impl Visit<'_> for Found {
    fn visit_pat_ident(&mut self, p: &syn::PatIdent) {
        self.bound.insert(p.ident.to_string());
        self.note(&p.ident);
        visit::visit_pat_ident(self, p);
    }

    fn visit_expr_path(&mut self, path: &syn::ExprPath) {
        if let Some(name) = path.path.get_ident() {
            self.note(name);
        }
    }
}
