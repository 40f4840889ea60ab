//! `#[twin]`, for tests: writes a second version of a function that computes with dual numbers.
//!
//! The twin of `f` is `f::dual`, on the type that `#[differentiable]` makes. It is the same text
//! with another number type, so it knows nothing of sweeps, tapes and rules.

mod casts;
mod tokens;

use proc_macro::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Ident, ItemFn, Token, parse_macro_input};

/// Goes above `#[differentiable]`. `#[twin(calls(g, h))]` says that `g` and `h` have twins, which
/// the twin calls.
#[proc_macro_attribute]
pub fn twin(options: TokenStream, item: TokenStream) -> TokenStream {
    let original = proc_macro2::TokenStream::from(item.clone());
    let mut function = parse_macro_input!(item as ItemFn);
    let mut calls = parse_macro_input!(options as Calls).0;
    let name = function.sig.ident.clone();
    calls.push(name.clone());

    function.attrs.clear();
    function.vis = syn::parse_quote!(pub);
    casts::rewrite(&mut function);
    function.sig.ident = syn::parse_quote!(dual);
    let dual = tokens::rewrite(quote!(#function), &calls);
    quote! {
        #original

        #[allow(unused, missing_docs, unreachable_pub, clippy::all)]
        impl #name {
            #dual
        }
    }
    .into()
}

struct Calls(Vec<Ident>);

impl syn::parse::Parse for Calls {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Ok(Self(Vec::new()));
        }
        let option: Ident = input.parse()?;
        if option != "calls" {
            return Err(syn::Error::new(option.span(), "expected `calls(…)`"));
        }
        let names;
        syn::parenthesized!(names in input);
        let names = Punctuated::<Ident, Token![,]>::parse_terminated(&names)?;
        Ok(Self(names.into_iter().collect()))
    }
}
