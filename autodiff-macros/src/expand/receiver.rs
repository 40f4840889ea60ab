//! Methods as functions: `self` becomes a parameter like any other, by reference.
//!
//! A method that takes `self` by value is differentiated as one that takes `&self`
//! and works on a copy, so that its reverse sweep finds its receiver where the
//! forward sweep found it.

use crate::names::Names;
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, ItemFn, ReceiverKind, parse_quote};

/// The name that the receiver goes by in the sweeps.
pub(super) const THIS: &str = "this";

/// Whether `Self` occurs in a function, other than in items inside of it.
pub(super) fn mentions_self_type(function: &ItemFn) -> bool {
    let any = |tokens| crate::names::mentions(tokens, "Self");
    any(function.sig.to_token_stream()) || any(function.block.to_token_stream())
}

/// Input: a method. Output: a function of `this: &Self` or `this: &mut Self`.
pub(super) fn bare(function: &mut ItemFn) {
    let Some(FnArg::Receiver(receiver)) = function.sig.inputs.first().cloned() else {
        return;
    };
    let this = Names::of(function).apart(Ident::new(THIS, Span::call_site()));
    if let Ok(block) = syn::parse2(renamed(function.block.to_token_stream(), &this)) {
        *function.block = block;
    }
    let typed: FnArg = match &receiver.kind {
        ReceiverKind::Reference(_, lifetime, Some(_)) => parse_quote!(#this: &#lifetime mut Self),
        ReceiverKind::Reference(_, lifetime, None) => parse_quote!(#this: &#lifetime Self),
        ReceiverKind::Value => {
            owned(&mut function.block, &this, receiver.mutability.is_some());
            parse_quote!(#this: &Self)
        }
        // `self: Box<Self>`: the signature is refused by its type.
        _ => return,
    };
    if let Some(first) = function.sig.inputs.first_mut() {
        *first = typed;
    }
}

/// Gives the body a value of its own in place of the reference `name`, unless it
/// only looks at parts of it.
pub(super) fn owned(block: &mut syn::Block, name: &Ident, mutable: bool) {
    if mutable || used_whole(block.to_token_stream(), name) {
        let mutability = mutable.then(|| quote::quote!(mut));
        block
            .stmts
            .insert(0, parse_quote!(let #mutability #name = #name.clone();));
    }
}

/// `self` as `this`; `self::path` stays.
fn renamed(tokens: TokenStream, this: &Ident) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = Vec::with_capacity(tokens.len());
    for (i, token) in tokens.iter().enumerate() {
        out.push(match token {
            TokenTree::Ident(ident) if ident == "self" && !is_path(&tokens[i + 1..]) => {
                let mut this = this.clone();
                this.set_span(ident.span());
                TokenTree::Ident(this)
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), renamed(group.stream(), this));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            other => other.clone(),
        });
    }
    out.into_iter().collect()
}

fn is_path(rest: &[TokenTree]) -> bool {
    matches!(rest, [TokenTree::Punct(a), TokenTree::Punct(b), ..] if a.as_char() == ':' && b.as_char() == ':')
}

/// Whether `name` occurs other than before a dot.
fn used_whole(tokens: TokenStream, name: &Ident) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut dots = crate::rename::Dots::default();
    tokens.iter().enumerate().any(|(i, token)| {
        let field = dots.before(token);
        match token {
            TokenTree::Ident(ident) if ident == name && !field => {
                let next = tokens.get(i + 1).map(ToString::to_string);
                let after = tokens.get(i + 2).map(ToString::to_string);
                !(next.as_deref() == Some(".") && after.as_deref() != Some("."))
            }
            TokenTree::Group(group) => used_whole(group.stream(), name),
            _ => false,
        }
    })
}
