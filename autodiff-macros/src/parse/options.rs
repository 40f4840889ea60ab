//! The arguments of the attribute.

use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Token, parenthesized};

/// `#[differentiable(wrt(w, b), crate = path)]`
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// The parameters to differentiate; all if absent.
    pub(crate) wrt: Option<Vec<Ident>>,
    /// The path of the core crate, if it is not to be looked up.
    pub(crate) root: Option<syn::Path>,
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut options = Options::default();
        while !input.is_empty() {
            if input.peek(Token![crate]) {
                input.parse::<Token![crate]>()?;
                input.parse::<Token![=]>()?;
                options.root = Some(input.call(syn::Path::parse_mod_style)?);
            } else {
                let name: Ident = input.parse()?;
                if name != "wrt" {
                    let message = format!(
                        "unknown option `{name}`; `#[differentiable]` takes `wrt(parameter, …)` and `crate = path`"
                    );
                    return Err(syn::Error::new(name.span(), message));
                }
                if options.wrt.is_some() {
                    return Err(syn::Error::new(
                        name.span(),
                        "`wrt` is given twice; name all parameters in one `wrt(…)`",
                    ));
                }
                if !input.peek(syn::token::Paren) {
                    return Err(input.error("write `wrt(parameter, …)`"));
                }
                let content;
                parenthesized!(content in input);
                if !content.is_empty() && !content.peek(syn::Ident) {
                    return Err(content.error("expected the name of a parameter"));
                }
                let names = Punctuated::<Ident, Token![,]>::parse_terminated(&content)?;
                if names.is_empty() {
                    return Err(syn::Error::new(
                        name.span(),
                        "`wrt()` names no parameter; name those to differentiate",
                    ));
                }
                options.wrt = Some(names.into_iter().collect());
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}
