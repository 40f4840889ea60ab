//! The pipeline from the attribute's tokens to its output.

mod block;
mod conditional;
mod function;
mod operator;
mod receiver;

pub(crate) use function::{Form, Home};

use function::Parts;
use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

/// Expands `#[differentiable(options)] item`: the item as it was, followed by
/// its derivatives or by the errors found.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    if let Ok(mut function) = syn::parse2::<syn::ItemFn>(item.clone()) {
        let form = Form::of(&function, Home::Inherent);
        // Who asks for the gradient only doesn't leave the function unused.
        let allow = quote!(#[allow(dead_code)]);
        let item = plain(&function, item);
        if let Form::Free = form {
            let Parts { beside, .. } = function::derivatives(options, function, form);
            return quote!(#allow #item #beside);
        }
        receiver::bare(&mut function);
        let Parts { beside, .. } = function::derivatives(options, function, form);
        return quote!(#allow #item #beside);
    }
    match syn::parse2::<syn::Item>(item.clone()) {
        Ok(syn::Item::Impl(block)) => block::implementation(options, block),
        Ok(syn::Item::Trait(block)) => block::definition(options, block),
        Ok(other) => {
            let error = refuse_item(&item, &other);
            quote!(#item #error)
        }
        Err(error) => {
            let error = error.to_compile_error();
            quote!(#item #error)
        }
    }
}

/// The function as it was; without `#[checkpoint]`, which is for this macro alone.
fn plain(function: &syn::ItemFn, item: TokenStream) -> TokenStream {
    if !crate::parse::checkpoint::any(&function.block) {
        return item;
    }
    let mut function = function.clone();
    crate::parse::checkpoint::strip(&mut function.block);
    function.into_token_stream()
}

/// Says what the attribute can't be put on.
fn refuse_item(item: &TokenStream, parsed: &syn::Item) -> TokenStream {
    let message = match parsed {
        syn::Item::Struct(_) | syn::Item::Enum(_) => {
            "`#[differentiable]` goes on functions: a type gets its cotangents from `#[derive(Differentiable)]`"
        }
        syn::Item::Mod(_) => {
            "`#[differentiable]` goes on functions: annotate each function of the module"
        }
        _ => "`#[differentiable]` goes on functions with a body, on `impl` blocks and on traits",
    };
    let at: TokenStream = item
        .clone()
        .into_iter()
        .find(|t| matches!(t, proc_macro2::TokenTree::Ident(_)))
        .into_token_stream();
    syn::Error::new_spanned(at, message).to_compile_error()
}

/// The name under which the user's crate knows the core crate.
/// A function as the analyses see it.
#[cfg(test)]
pub(crate) fn body_of(source: &str) -> crate::ir::Body {
    let function: syn::ItemFn = syn::parse_str(source).expect("a function");
    let form = Form::of(&function, Home::Inherent);
    match function::lowered(TokenStream::new(), function, form) {
        Ok((_, lowered)) => lowered.body,
        Err(_) => panic!("refused: {source}"),
    }
}

pub(crate) fn find_root() -> syn::Path {
    let name = match crate_name("autodiff-core") {
        Ok(FoundCrate::Name(name)) => Ident::new(&name, Span::call_site()),
        Ok(FoundCrate::Itself) | Err(_) => Ident::new("autodiff_core", Span::call_site()),
    };
    syn::parse_quote!(::#name)
}
