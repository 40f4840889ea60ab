//! Compile errors, collected so that several mistakes are reported in one go.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The errors found in one annotated function.
#[derive(Default)]
pub(crate) struct Errors {
    found: Vec<syn::Error>,
    places: std::collections::HashSet<(String, String)>,
}

impl Errors {
    /// Reports `message` at the tokens of `at`.
    pub(crate) fn at(&mut self, at: impl ToTokens, message: impl std::fmt::Display) {
        let error = syn::Error::new_spanned(at, message);
        self.push(error);
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
