//! Annotated `impl` blocks and traits: companions beside each method.

use super::function::{Form, Home, Parts, derivatives, is_ours};
use super::{operator, receiver};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{ImplItem, ImplItemFn, ItemFn, ItemImpl, ItemTrait, ReturnType, TraitItem, Type};

/// `#[differentiable] impl …`
pub(super) fn implementation(options: TokenStream, mut block: ItemImpl) -> TokenStream {
    let mut chosen = Vec::new();
    for item in &mut block.items {
        if let ImplItem::Fn(function) = item {
            let own = take_options(&mut function.attrs, &options);
            if let Some(own) = own.filter(|_| is_followed(&function.sig)) {
                chosen.push((own, as_function(function)));
            }
            crate::parse::checkpoint::strip(&mut function.block);
        }
    }
    let Some(name) = block.trait_.as_ref().map(|(path, _)| path.clone()) else {
        let beside = chosen
            .into_iter()
            .map(|(options, function)| companions(options, function, Home::Inherent));
        let beside: TokenStream = beside.map(|parts| parts.beside).collect();
        let ty = &block.self_ty;
        let (generics, _, where_clause) = block.generics.split_for_impl();
        return quote! {
            #block
            #[automatically_derived]
            #[allow(clippy::type_complexity, clippy::unused_unit)]
            impl #generics #ty #where_clause { #beside }
        };
    };
    if let Some(rules) = operator::rules(&block, &name, &chosen) {
        return quote!(#block #rules);
    }
    if is_foreign(&name) {
        let last = name.segments.last();
        let error = syn::Error::new_spanned(
            last,
            "the companions of its methods can't join a trait of the standard library: write a method of your own and annotate that; of the operators, `+ - * / %`, `-` and their assignments have rules",
        );
        let error = error.to_compile_error();
        return quote!(#block #error);
    }
    let receivers = chosen
        .iter()
        .any(|(_, function)| function.sig.receiver().is_some());
    let bound = receivers.then(|| {
        let root = operator::root_of(&options);
        quote!(: #root::__private::Differentiable)
    });
    let (mut signatures, mut sweeps) = (TokenStream::new(), TokenStream::new());
    for (options, function) in chosen {
        let Parts {
            beside,
            signature,
            sweep,
            ..
        } = companions(options, function, Home::TraitImpl);
        block.items.push(ImplItem::Verbatim(beside));
        signatures.extend(signature);
        sweeps.extend(sweep);
    }
    let ty = &block.self_ty;
    let (generics, _, where_clause) = block.generics.split_for_impl();
    let sweeps_trait = Ident::new("__Sweeps", Span::mixed_site());
    quote! {
        const _: () = {
            #[allow(non_snake_case)]
            trait #sweeps_trait #bound { #signatures }
            #[automatically_derived]
            impl #generics #sweeps_trait for #ty #where_clause { #sweeps }
            #block
        };
    }
}

/// `#[differentiable] trait …`
pub(super) fn definition(options: TokenStream, mut block: ItemTrait) -> TokenStream {
    let mut beside = TokenStream::new();
    for item in &mut block.items {
        let TraitItem::Fn(function) = item else {
            continue;
        };
        let Some(own) = take_options(&mut function.attrs, &options) else {
            continue;
        };
        if !is_followed(&function.sig) {
            continue;
        }
        let body = function.default.clone();
        if let Some(default) = &mut function.default {
            crate::parse::checkpoint::strip(default);
        }
        let declared = body.is_none();
        let sig = &function.sig;
        let body = body.unwrap_or_else(|| syn::parse_quote!({ ::core::unreachable!() }));
        let function: ItemFn = syn::parse_quote!(#sig #body);
        let Parts {
            beside: companions,
            signature,
            ..
        } = companions(own, function, Home::Trait);
        beside.extend(if declared { signature } else { companions });
    }
    block.items.push(TraitItem::Verbatim(beside));
    block.into_token_stream()
}

/// Traits that can't be given further methods, by their names.
fn is_foreign(path: &syn::Path) -> bool {
    const NAMES: &[&str] = &[
        "AsMut",
        "AsRef",
        "BitAnd",
        "BitOr",
        "BitXor",
        "Borrow",
        "Clone",
        "Debug",
        "Default",
        "Deref",
        "DerefMut",
        "Display",
        "Drop",
        "Eq",
        "Extend",
        "From",
        "FromIterator",
        "FromStr",
        "Hash",
        "Index",
        "IndexMut",
        "Into",
        "IntoIterator",
        "Iterator",
        "Not",
        "Ord",
        "PartialEq",
        "PartialOrd",
        "Product",
        "RemAssign",
        "Shl",
        "Shr",
        "Sum",
        "TryFrom",
        "TryInto",
    ];
    NAMES.contains(&crate::paths::name(path).as_str())
}

fn companions(options: TokenStream, mut function: ItemFn, home: Home) -> Parts {
    let form = Form::Associated {
        receiver: function.sig.receiver().is_some(),
        home,
    };
    receiver::bare(&mut function);
    derivatives(options, function, form)
}

fn as_function(function: &ImplItemFn) -> ItemFn {
    let ImplItemFn {
        vis, sig, block, ..
    } = function;
    syn::parse_quote!(#vis #sig #block)
}

/// The options of a method: its own or those of the block; `None` if it says
/// `skip`.
fn take_options(attrs: &mut Vec<syn::Attribute>, block: &TokenStream) -> Option<TokenStream> {
    let Some(at) = attrs.iter().position(is_ours) else {
        return Some(block.clone());
    };
    let own = attrs.remove(at);
    let options = match &own.meta {
        syn::Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    };
    (options.to_string() != "skip").then(|| match (options.is_empty(), block.is_empty()) {
        (true, _) => block.clone(),
        (false, true) => options,
        (false, false) => quote!(#options, #block),
    })
}

/// Methods of an annotated block that aren't computations: they stay without
/// companions.
fn is_followed(sig: &syn::Signature) -> bool {
    let plain = sig.constness.is_none()
        && sig.asyncness.is_none()
        && sig.abi.is_none()
        && matches!(sig.safety, syn::Safety::Default);
    let lends = match &sig.output {
        ReturnType::Default => false,
        ReturnType::Type(_, ty) => matches!(**ty, Type::Reference(_) | Type::ImplTrait(_)),
    };
    plain && !lends && !sig.inputs.is_empty()
}
