//! What the segments of a path say.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Path;

/// The name at the end: `exp` of `f64::exp`.
pub(crate) fn name(path: &Path) -> String {
    path.segments
        .last()
        .map(|s| s.ident.to_string())
        .unwrap_or_default()
}

/// Whether the name at the end is this one.
pub(crate) fn ends_in(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|s| s.ident == name)
}

/// The names, in their order.
pub(crate) fn names(path: &Path) -> Vec<String> {
    path.segments.iter().map(|s| s.ident.to_string()).collect()
}

/// The names from the end to the beginning.
pub(crate) fn backwards(path: &Path) -> impl Iterator<Item = String> + '_ {
    path.segments.iter().rev().map(|s| s.ident.to_string())
}

/// Tokens that name what they did, as if they stood at `span`.
pub(crate) fn located(tokens: &impl ToTokens, span: Span) -> TokenStream {
    let put = |mut token: TokenTree| {
        token.set_span(token.span().located_at(span));
        token
    };
    tokens.to_token_stream().into_iter().map(put).collect()
}

/// Where the name at the end stands.
pub(crate) fn span(path: &Path) -> Span {
    path.segments
        .last()
        .map_or_else(Span::call_site, |s| s.ident.span())
}
