//! `#[differentiable] impl Add for T`: the operator's rule.

use proc_macro2::TokenStream;
use syn::{ItemFn, ItemImpl, Path};

/// The rules of an operator's implementation; `None` for other traits.
pub(super) fn rules(
    _block: &ItemImpl,
    _name: &Path,
    _methods: &[(TokenStream, ItemFn)],
) -> Option<TokenStream> {
    None
}
