//! `#[twin]`, for tests: writes a second version of a function that computes with dual numbers.
//!
//! The twin of `f` is `f::dual`, on the type that `#[differentiable]` makes. It is the same text
//! with another number type, so it knows nothing of sweeps, tapes and rules.
//!
//! On a module, it writes the twins of the module's types into a module `dual` inside of it.

mod casts;
mod tokens;

use proc_macro::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Ident, Item, ItemFn, ItemMod, Token, parse_macro_input};

/// Goes above `#[differentiable]`. `#[twin(calls(g, h))]` says that `g` and `h` have twins, which
/// the twin calls; `types(A, B)` that the types `A` and `B` have twins, in a module `dual` in scope.
///
/// On a module of types with `#[derive(Differentiable)]` and `#[differentiable]` impls, it adds that
/// module `dual`.
#[proc_macro_attribute]
pub fn twin(options: TokenStream, item: TokenStream) -> TokenStream {
    let original = proc_macro2::TokenStream::from(item.clone());
    let options = parse_macro_input!(options as Twins);
    match parse_macro_input!(item as Item) {
        Item::Fn(function) => function_twin(&original, function, options),
        Item::Mod(module) => module_twin(module, &options),
        _ => quote!(compile_error!("`#[twin]` goes on functions and modules");),
    }
    .into()
}

fn module_twin(module: ItemMod, options: &Twins) -> proc_macro2::TokenStream {
    let Some((_, items)) = &module.content else {
        return quote!(compile_error!("the module has no body"););
    };
    let mut twins = module.clone();
    casts::rewrite_module(&mut twins);
    let twins = twins.content.map(|(_, items)| items).unwrap_or_default();
    let twins = tokens::rewrite(quote!(#(#twins)*), options);
    let (attrs, vis, name) = (&module.attrs, &module.vis, &module.ident);
    quote! {
        #(#attrs)*
        #vis mod #name {
            #(#items)*

            /// The same with dual numbers.
            #[allow(unused, missing_docs, unreachable_pub, clippy::all)]
            pub mod dual { #twins }
        }
    }
}

fn function_twin(
    original: &proc_macro2::TokenStream,
    mut function: ItemFn,
    mut options: Twins,
) -> proc_macro2::TokenStream {
    let name = function.sig.ident.clone();
    options.calls.push(name.clone());

    function.attrs.clear();
    function.vis = syn::parse_quote!(pub);
    casts::rewrite(&mut function);
    function.sig.ident = syn::parse_quote!(dual);
    let dual = tokens::rewrite(quote!(#function), &options);
    quote! {
        #original

        #[allow(unused, missing_docs, unreachable_pub, clippy::all)]
        impl #name {
            #dual
        }
    }
}

/// What has a twin.
#[derive(Default)]
struct Twins {
    calls: Vec<Ident>,
    types: Vec<Ident>,
}

impl syn::parse::Parse for Twins {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let mut twins = Self::default();
        while !input.is_empty() {
            let option: Ident = input.parse()?;
            let list = match option.to_string().as_str() {
                "calls" => &mut twins.calls,
                "types" => &mut twins.types,
                _ => return Err(syn::Error::new(option.span(), "`calls(…)` or `types(…)`")),
            };
            let names;
            syn::parenthesized!(names in input);
            list.extend(Punctuated::<Ident, Token![,]>::parse_terminated(&names)?);
            if input.parse::<Option<Token![,]>>()?.is_none() {
                break;
            }
        }
        Ok(twins)
    }
}
