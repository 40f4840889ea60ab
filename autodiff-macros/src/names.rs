//! New names for the code that the passes before lowering write. They look like
//! the user's, since they live in the user's code, so they must differ from all
//! of them.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::format_ident;
use std::collections::{HashMap, HashSet};
use syn::Lifetime;
use syn::visit::Visit;

/// The names that are taken.
#[derive(Default)]
pub(crate) struct Names {
    taken: HashSet<String>,
    /// The number to try next behind a stem.
    next: HashMap<String, usize>,
}

impl Names {
    /// Every identifier in a function.
    pub(crate) fn of(function: &syn::ItemFn) -> Self {
        let mut names = Self::default();
        names.visit_item_fn(function);
        names
    }

    /// Every identifier in a block.
    pub(crate) fn of_block(block: &syn::Block) -> Self {
        let mut names = Self::default();
        names.visit_block(block);
        names
    }

    pub(crate) fn contains(&self, name: &Ident) -> bool {
        self.taken.contains(&name.to_string())
    }

    pub(crate) fn take(&mut self, name: &Ident) {
        self.taken.insert(name.to_string());
    }

    /// `name`, with as many underscores behind it as make it differ.
    pub(crate) fn apart(&self, mut name: Ident) -> Ident {
        while self.contains(&name) {
            name = format_ident!("{}_", name);
        }
        name
    }

    /// `stem_1`, or the next number that nobody uses.
    pub(crate) fn fresh(&mut self, stem: &str) -> Ident {
        self.numbered(stem, Span::call_site())
    }

    /// A label that nobody uses.
    pub(crate) fn fresh_label(&mut self, stem: &str) -> Lifetime {
        let name = self.fresh(stem);
        Lifetime::new(&format!("'{name}"), Span::call_site())
    }

    /// The same as [`fresh`](Self::fresh), for a name that stands at `span`.
    pub(crate) fn numbered(&mut self, stem: &str, span: Span) -> Ident {
        let next = self.next.entry(stem.to_owned()).or_insert(1);
        loop {
            let name = format!("{stem}_{next}");
            *next += 1;
            if self.taken.insert(name.clone()) {
                return Ident::new(&name, span);
            }
        }
    }
}

impl Visit<'_> for Names {
    fn visit_ident(&mut self, ident: &Ident) {
        self.take(ident);
    }
}

/// Whether an identifier of which `is` holds occurs in tokens.
pub(crate) fn any(tokens: TokenStream, is: &impl Fn(&Ident) -> bool) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => is(&ident),
        TokenTree::Group(group) => any(group.stream(), is),
        _ => false,
    })
}

/// Whether `name` may occur in tokens, in a format string too.
pub(crate) fn may_mention(tokens: &TokenStream, name: &str) -> bool {
    tokens.to_string().contains(name)
}

/// Whether `name` occurs in tokens.
pub(crate) fn mentions(tokens: TokenStream, name: &str) -> bool {
    any(tokens, &|ident| ident == name)
}
