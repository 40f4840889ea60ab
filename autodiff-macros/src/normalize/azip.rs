//! `azip!((a in &mut a, &b in &b) *a += b)` as the `Zip` that it stands for.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Pat, Token, parse_quote};

/// The `Zip` that `azip!` makes; `None` for the form with an index.
pub(super) fn zip(mac: &syn::Macro, root: &syn::Path) -> Option<Expr> {
    if mac.path.segments.last()?.ident != "azip" {
        return None;
    }
    let azip: Azip = syn::parse2(mac.tokens.clone()).ok()?;
    let mut zip: Option<Expr> = None;
    let mut pats: Vec<Pat> = Vec::new();
    for (pat, producer) in azip.producers {
        zip = Some(match zip {
            None => parse_quote!(#root::__private::ndarray::Zip::from(#producer)),
            Some(zip) => parse_quote!(#zip.and(#producer)),
        });
        pats.push(pat);
    }
    let (zip, body) = (zip?, azip.body);
    let body: Expr = syn::parse2(body.clone())
        .or_else(|_| syn::parse2(quote::quote!({ #body })))
        .ok()?;
    Some(parse_quote!(#zip.for_each(|#(#pats),*| #body)))
}

struct Azip {
    producers: Vec<(Pat, Expr)>,
    body: TokenStream,
}

impl Parse for Azip {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let list;
        syn::parenthesized!(list in input);
        let mut producers = Vec::new();
        while !list.is_empty() {
            let pat = Pat::parse_single(&list)?;
            list.parse::<Token![in]>()?;
            producers.push((pat, list.parse()?));
            if !list.is_empty() {
                list.parse::<Token![,]>()?;
            }
        }
        Ok(Azip {
            producers,
            body: input.parse()?,
        })
    }
}
