//! What needs no syntax tree: names of types, literals, calls.

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use quote::quote;

use crate::Twins;

/// Input: the tokens of a function. Output: the same with dual numbers for floats, and the twins of
/// calls and types for these.
pub(crate) fn rewrite(tokens: TokenStream, twins: &Twins) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = TokenStream::new();
    for (i, token) in tokens.iter().enumerate() {
        let (before, after) = (&tokens[..i], &tokens[i + 1..]);
        match token {
            // `#[checkpoint]` is for the sweeps alone.
            TokenTree::Punct(hash) if hash.as_char() == '#' && is_checkpoint(after.first()) => {}
            TokenTree::Group(_)
                if is_checkpoint(Some(token))
                    && matches!(before.last(), Some(TokenTree::Punct(p)) if p.as_char() == '#') => {
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), rewrite(group.stream(), twins));
                inner.set_span(group.span());
                out.extend([TokenTree::Group(inner)]);
            }
            TokenTree::Literal(literal) if is_float(literal) && !is_field(before) => {
                out.extend(if literal.to_string().ends_with("f32") {
                    quote!(::autodiff_tests::Dual::constant(#literal as f64))
                } else {
                    quote!(::autodiff_tests::Dual::constant(#literal))
                });
            }
            TokenTree::Ident(name) if name == "f64" || name == "f32" => {
                let constants = matches!(after.get(2), Some(TokenTree::Ident(n)) if n == "consts");
                out.extend(if constants {
                    quote!(#name)
                } else {
                    quote!(::autodiff_tests::Dual)
                });
            }
            TokenTree::Ident(name) if name == "detach" && is_called(after) => {
                out.extend(quote!(::autodiff_tests::stop));
            }
            // A custom operation has a twin of its own, written by hand.
            TokenTree::Ident(name) if name == "apply" && is_called(after) => {
                out.extend(quote!(dual))
            }
            TokenTree::Ident(name)
                if twins.calls.contains(name) && is_called(after) && !is_member(before) =>
            {
                out.extend(quote!(#name::dual));
            }
            TokenTree::Ident(name) if twins.types.contains(name) && !is_member(before) => {
                out.extend(quote!(dual::#name));
            }
            other => out.extend([other.clone()]),
        }
    }
    out
}

fn is_checkpoint(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group))
        if group.delimiter() == Delimiter::Bracket
            && group.stream().to_string().starts_with("checkpoint"))
}

fn is_float(literal: &Literal) -> bool {
    let text = literal.to_string();
    let number = text.starts_with(|c: char| c.is_ascii_digit()) && !text.starts_with("0x");
    number
        && (text.contains('.')
            || text.contains('e') && !text.contains("size")
            || text.contains("f64")
            || text.contains("f32"))
}

/// `x.0.1`: the tokens end in a dot that is no range.
fn is_field(before: &[TokenTree]) -> bool {
    let dots = before
        .iter()
        .rev()
        .take_while(|t| matches!(t, TokenTree::Punct(p) if p.as_char() == '.'));
    dots.count() == 1
}

/// `x.name`, `f64::name`
fn is_member(before: &[TokenTree]) -> bool {
    match before {
        [
            ..,
            TokenTree::Ident(of),
            TokenTree::Punct(_),
            TokenTree::Punct(p),
        ] if p.as_char() == ':' => of == "f64" || of == "f32",
        [.., TokenTree::Punct(p)] => p.as_char() == '.',
        _ => false,
    }
}

/// `name(…)`, `name::<…>(…)`
fn is_called(after: &[TokenTree]) -> bool {
    match after.first() {
        Some(TokenTree::Group(g)) => g.delimiter() == Delimiter::Parenthesis,
        Some(TokenTree::Punct(p)) if p.as_char() == ':' => {
            matches!(after.get(2), Some(TokenTree::Punct(p)) if p.as_char() == '<')
        }
        _ => false,
    }
}
