//! Random tokens, and random changes of tokens.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

const WORDS: &[&str] = &[
    "x",
    "y",
    "v",
    "i",
    "f",
    "s",
    "self",
    "Self",
    "_",
    "f64",
    "f32",
    "usize",
    "Vec",
    "Array1",
    "let",
    "mut",
    "ref",
    "if",
    "else",
    "match",
    "for",
    "in",
    "while",
    "loop",
    "break",
    "continue",
    "return",
    "fn",
    "move",
    "as",
    "unsafe",
    "async",
    "await",
    "const",
    "static",
    "struct",
    "enum",
    "impl",
    "dyn",
    "where",
    "use",
    "pub",
    "crate",
    "super",
    "mod",
    "true",
    "false",
    "try",
    "yield",
    "r#fn",
    "'a",
    "'static",
    "'l:",
    "0",
    "1",
    "2.0",
    "1e3",
    "0.5f32",
    "\"s\"",
    "'c'",
    "b'x'",
    "1usize",
    "-",
    "+",
    "*",
    "/",
    "%",
    "&",
    "&&",
    "|",
    "||",
    "^",
    "!",
    "=",
    "==",
    "<",
    ">",
    "<=",
    ">=",
    "+=",
    "-=",
    "*=",
    "/=",
    "<<",
    ">>",
    ".",
    "..",
    "..=",
    "...",
    ",",
    ";",
    ":",
    "::",
    "->",
    "=>",
    "?",
    "@",
    "#",
    "$",
    "~",
    "()",
    "[]",
    "{}",
    "vec![x]",
    "[0]",
    ".sin()",
    ".iter()",
    ".sum::<f64>()",
    "|v| v",
    "&mut v",
    "x[0]",
    "s.0",
    "println!(\"{}\", x)",
    "#[cfg(test)]",
    "detach(x)",
    "std::mem::swap(&mut x, &mut y)",
    "x * x",
    "return x",
    "'a: loop {}",
    "break 'a",
];

/// A word as tokens.
fn word(rng: &mut ChaCha8Rng) -> TokenStream {
    WORDS[rng.random_range(0..WORDS.len())]
        .parse()
        .unwrap_or_default()
}

/// Some tokens, nested now and then.
pub(crate) fn arbitrary(rng: &mut ChaCha8Rng, most: usize) -> TokenStream {
    let mut out = TokenStream::new();
    for _ in 0..rng.random_range(0..=most) {
        if rng.random_range(0..8) == 0 && most > 2 {
            let inner = arbitrary(rng, most / 2);
            out.extend([group(delimiter(rng), inner)]);
        } else {
            out.extend(word(rng));
        }
    }
    out
}

fn delimiter(rng: &mut ChaCha8Rng) -> Delimiter {
    match rng.random_range(0..9) {
        0..=2 => Delimiter::Parenthesis,
        3..=5 => Delimiter::Brace,
        6 | 7 => Delimiter::Bracket,
        _ => Delimiter::None,
    }
}

fn group(delimiter: Delimiter, inner: TokenStream) -> TokenTree {
    TokenTree::Group(Group::new(delimiter, inner))
}

/// A function of these with a few changes, perhaps with pieces of others.
pub(crate) fn mutant(rng: &mut ChaCha8Rng, functions: &[TokenStream]) -> TokenStream {
    let mut tokens = one(rng, functions);
    for _ in 0..rng.random_range(1..=4) {
        let other = one(rng, functions);
        let piece = piece(rng, other);
        let at = rng.random_range(0..super::size(&tokens).max(1));
        tokens = changed(rng, tokens, at, &piece);
    }
    tokens
}

fn one(rng: &mut ChaCha8Rng, functions: &[TokenStream]) -> TokenStream {
    functions[rng.random_range(0..functions.len())].clone()
}

/// A few tokens in a row from somewhere inside.
fn piece(rng: &mut ChaCha8Rng, tokens: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    if tokens.is_empty() {
        return TokenStream::new();
    }
    let start = rng.random_range(0..tokens.len());
    match &tokens[start] {
        TokenTree::Group(group) if rng.random_range(0..6) != 0 => piece(rng, group.stream()),
        _ => {
            let end = tokens.len().min(start + rng.random_range(1..8));
            tokens[start..end].iter().cloned().collect()
        }
    }
}

/// The tokens with a change at the token of this number, counted through the groups.
fn changed(
    rng: &mut ChaCha8Rng,
    tokens: TokenStream,
    at: usize,
    piece: &TokenStream,
) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut left = at;
    for (k, token) in tokens.iter().enumerate() {
        if left == 0 {
            return change(rng, tokens.clone(), k, piece);
        }
        left -= 1;
        if let TokenTree::Group(inner) = token {
            let size = super::size(&inner.stream());
            if left < size {
                let inside = changed(rng, inner.stream(), left, piece);
                let mut tokens = tokens.clone();
                tokens[k] = group(inner.delimiter(), inside);
                return tokens.into_iter().collect();
            }
            left -= size;
        }
    }
    tokens.into_iter().collect()
}

fn change(
    rng: &mut ChaCha8Rng,
    mut tokens: Vec<TokenTree>,
    k: usize,
    piece: &TokenStream,
) -> TokenStream {
    let other = rng.random_range(0..tokens.len());
    let insert = |tokens: &mut Vec<TokenTree>, new: TokenStream| {
        tokens.splice(k..k, new);
    };
    match rng.random_range(0..10) {
        0 => drop(tokens.remove(k)),
        1 => drop(tokens.drain(k.min(other)..=k.max(other))),
        2 => tokens.insert(k, tokens[k].clone()),
        3 => tokens.swap(k, other),
        4 => tokens[k] = tokens[other].clone(),
        5 => {
            let new = word(rng);
            tokens.splice(k..=k, new);
        }
        6 => {
            let new = word(rng);
            insert(&mut tokens, new);
        }
        7 => insert(&mut tokens, piece.clone()),
        8 => {
            tokens.splice(k..=k, piece.clone());
        }
        _ => {
            let delimiter = delimiter(rng);
            tokens[k] = match &tokens[k] {
                TokenTree::Group(inner) => group(delimiter, inner.stream()),
                token => group(delimiter, token.to_token_stream()),
            };
        }
    }
    tokens.into_iter().collect()
}

/// The tokens without one of them, or with a group's inside for the group.
pub(crate) fn deletions(tokens: &TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut found = Vec::new();
    for (k, token) in tokens.iter().enumerate() {
        let with = |new: TokenStream| {
            let before = tokens[..k].iter().cloned();
            before
                .chain(new)
                .chain(tokens[k + 1..].iter().cloned())
                .collect::<TokenStream>()
        };
        found.push(with(TokenStream::new()));
        if let TokenTree::Group(inner) = token {
            found.push(with(inner.stream()));
            let inside = deletions(&inner.stream());
            found.extend(
                inside
                    .into_iter()
                    .map(|i| with(group(inner.delimiter(), i).into())),
            );
        }
    }
    found
}
