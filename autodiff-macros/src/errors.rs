//! Compile errors, collected so that several mistakes are reported in one go.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

/// Said of syntax that the parser knows and this crate doesn't, or that not even
/// the parser knows.
pub(crate) const NEWER: &str = "this syntax is newer than `#[differentiable]`: write it in an older way, or move it into a function of its own";

/// The errors found in one annotated function.
#[derive(Default, Debug)]
pub(crate) struct Errors {
    found: Vec<syn::Error>,
    places: std::collections::HashSet<(String, String)>,
    /// Variables whose binding was refused: what follows from that isn't said.
    poisoned: std::collections::HashSet<String>,
}

impl Errors {
    /// Reports `message` at the tokens of `at`.
    pub(crate) fn at(&mut self, at: impl ToTokens, message: impl std::fmt::Display) {
        let tokens = at.to_token_stream();
        if !self.is_poisoned(tokens.clone()) {
            self.push(syn::Error::new_spanned(tokens, message));
        }
    }

    fn is_poisoned(&self, tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => self.poisoned.contains(&ident.to_string()),
            TokenTree::Group(group) => self.is_poisoned(group.stream()),
            _ => false,
        })
    }

    /// The number of errors so far.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    /// Says nothing more of the variable `name`.
    pub(crate) fn poison(&mut self, name: String) {
        self.poisoned.insert(name);
    }

    /// Adds an error, once for each message and place.
    pub(crate) fn push(&mut self, error: syn::Error) {
        let key = (format!("{:?}", error.span()), error.to_string());
        if self.places.insert(key) {
            self.found.push(error);
        }
    }

    /// Whether anything was reported.
    pub(crate) fn any(&self) -> bool {
        !self.found.is_empty()
    }

    /// The `compile_error!` invocations for everything reported.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.found
            .iter()
            .map(syn::Error::to_compile_error)
            .collect()
    }
}

impl From<syn::Error> for Errors {
    fn from(error: syn::Error) -> Self {
        let mut errors = Self::default();
        errors.push(error);
        errors
    }
}
