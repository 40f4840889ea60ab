//! The pipeline from the attribute's tokens to its output.

use crate::activity::Activity;
use crate::errors::Errors;
use crate::{analyse, chains, emit, lower, normalize, parse, rename};
use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

/// Expands `#[differentiable(options)] item`: the item as it was, followed by
/// its derivatives or by the errors found.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let derivatives = match syn::parse2::<syn::ItemFn>(item.clone()) {
        Ok(function) => companion(options, function),
        Err(_) => refuse_item(&item),
    };
    // Who asks for the gradient only doesn't leave the function unused.
    quote!(#[allow(dead_code)] #item #derivatives)
}

/// Says what the attribute can't be put on.
fn refuse_item(item: &TokenStream) -> TokenStream {
    let message = match syn::parse2::<syn::Item>(item.clone()) {
        Ok(syn::Item::Struct(_) | syn::Item::Enum(_)) => {
            "`#[differentiable]` goes on functions: a type gets its cotangents from `Differentiable`"
        }
        Ok(syn::Item::Impl(_) | syn::Item::Trait(_)) => {
            "`#[differentiable]` goes on free functions: annotate each function on its own"
        }
        Ok(syn::Item::Mod(_)) => {
            "`#[differentiable]` goes on functions: annotate each function of the module"
        }
        _ => "`#[differentiable]` goes on functions with a body",
    };
    let at: TokenStream = item
        .clone()
        .into_iter()
        .find(|t| matches!(t, proc_macro2::TokenTree::Ident(_)))
        .into_token_stream();
    syn::Error::new_spanned(at, message).to_compile_error()
}

fn companion(options: TokenStream, mut function: syn::ItemFn) -> TokenStream {
    let mut errors = Errors::default();
    let options = match syn::parse2::<parse::Options>(options) {
        Ok(options) => options,
        Err(error) => {
            errors.push(error);
            parse::Options::default()
        }
    };
    let again = |a: &&syn::Attribute| {
        a.path()
            .segments
            .last()
            .is_some_and(|s| s.ident == "differentiable")
    };
    if let Some(attribute) = function.attrs.iter().find(again) {
        errors.at(
            attribute,
            "this function is annotated twice: give all options in one `#[differentiable(…)]`",
        );
        return errors.into_tokens();
    }
    normalize::normalize(&mut function);
    chains::spread_types(&mut function);
    let root = options.root.clone().unwrap_or_else(find_root);
    let mut function = parse::read_signature(function, &options, root, &mut errors);
    parse::refuse_unsupported(&function.item.block, &mut errors);
    if errors.any() {
        return errors.into_tokens();
    }
    let mut names: Vec<Ident> = Vec::new();
    for param in &function.params {
        names.push(param.name.clone());
    }
    rename::unique_names(&mut function, &names);
    let wanted = function
        .params
        .iter()
        .filter(|p| p.wanted)
        .flat_map(|p| match &p.pattern {
            Some(pat) => crate::activity::bound_names(pat)
                .into_iter()
                .chain([p.name.to_string()])
                .collect::<Vec<_>>(),
            None => vec![p.name.to_string()],
        });
    let wanted: Vec<String> = wanted.collect();
    let mut activity = Activity::of(&function.item.block, wanted.clone().into_iter());
    while chains::into_loops(&mut function, &activity, &mut errors) {
        // What is written twice in a loop for each part of `a.chain(b)` has one name.
        rename::unique_names(&mut function, &names);
        activity = Activity::of(&function.item.block, wanted.clone().into_iter());
    }
    if errors.any() {
        return errors.into_tokens();
    }
    let lowered = lower::lower(&function, &activity, &mut errors);
    if errors.any() {
        return errors.into_tokens();
    }
    let facts = analyse::analyse(&lowered.body);
    emit::emit(&function, &lowered, &facts)
}

/// The name under which the user's crate knows the core crate.
fn find_root() -> syn::Path {
    let name = match crate_name("autodiff-core") {
        Ok(FoundCrate::Name(name)) => Ident::new(&name, Span::call_site()),
        Ok(FoundCrate::Itself) | Err(_) => Ident::new("autodiff_core", Span::call_site()),
    };
    syn::parse_quote!(::#name)
}
