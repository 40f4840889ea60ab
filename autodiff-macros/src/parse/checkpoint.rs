//! `#[checkpoint]` on loops: a mark for `#[differentiable]` alone, which no other macro sees.

use crate::errors::Errors;
use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, LitInt, Meta, Token, parse_quote_spanned};

/// So many snapshots, and so many iterations on the tape, if nothing else is said.
const DEFAULT: usize = 64;

/// What `#[checkpoint(snapshots = 50, tape = 10)]` asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// The most snapshots at a time.
    pub(crate) snapshots: usize,
    /// The most iterations on the tape at a time.
    pub(crate) tape: usize,
    /// Which of the function's attributes this is.
    pub(crate) number: usize,
    pub(crate) at: Span,
}

/// Whether an attribute is `#[checkpoint]`.
fn is_ours(attribute: &Attribute) -> bool {
    attribute.path().is_ident("checkpoint")
}

/// Takes the attributes away. Functions inside have macros of their own.
pub(crate) fn strip(block: &mut syn::Block) {
    struct Strip;
    impl VisitMut for Strip {
        fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
            attributes.retain(|a| !is_ours(a));
        }
        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    }
    Strip.visit_block_mut(block);
}

/// Whether there are any.
pub(crate) fn any(block: &syn::Block) -> bool {
    struct Find(bool);
    impl syn::visit::Visit<'_> for Find {
        fn visit_attribute(&mut self, attribute: &Attribute) {
            self.0 |= is_ours(attribute);
        }
        fn visit_item(&mut self, _: &syn::Item) {}
    }
    let mut find = Find(false);
    syn::visit::Visit::visit_block(&mut find, block);
    find.0
}

/// Input: attributes as written. Output: each with all it asks for and its number; and where they
/// are.
pub(crate) fn number(block: &mut syn::Block, errors: &mut Errors) -> Vec<Attribute> {
    struct Number<'e> {
        found: Vec<Attribute>,
        errors: &'e mut Errors,
    }
    impl VisitMut for Number<'_> {
        fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
            if !is_ours(attribute) {
                return visit_mut::visit_attribute_mut(self, attribute);
            }
            let options = match &attribute.meta {
                Meta::Path(_) => Ok(Options::default()),
                Meta::List(list) => syn::parse2(list.tokens.clone()),
                Meta::NameValue(pair) => Err(syn::Error::new_spanned(pair, FORM)),
            };
            let number = self.found.len();
            self.found.push(attribute.clone());
            match options {
                Ok(Options { snapshots, tape }) => {
                    let at = attribute.path().segments[0].ident.span();
                    *attribute =
                        parse_quote_spanned!(at=> #[checkpoint(#snapshots, #tape, #number)]);
                }
                Err(error) => self.errors.push(error),
            }
        }
        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    }
    let mut numbering = Number {
        found: Vec::new(),
        errors,
    };
    numbering.visit_block_mut(block);
    numbering.found
}

/// What the numbered attribute among `attributes` asks for.
pub(crate) fn asked(attributes: &[Attribute]) -> Option<Asked> {
    let ours = attributes.iter().find(|a| is_ours(a))?;
    let Meta::List(list) = &ours.meta else {
        return None;
    };
    let values = list
        .parse_args_with(syn::punctuated::Punctuated::<LitInt, Token![,]>::parse_terminated)
        .ok()?;
    let mut values = values.iter().filter_map(|v| v.base10_parse().ok());
    Some(Asked {
        snapshots: values.next()?,
        tape: values.next()?,
        number: values.next()?,
        at: ours.path().segments[0].ident.span(),
    })
}

const FORM: &str = "`#[checkpoint]` takes `snapshots = n` and `tape = n`: the most copies of the loop's state, and the most iterations on the tape";

struct Options {
    snapshots: usize,
    tape: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            snapshots: DEFAULT,
            tape: DEFAULT,
        }
    }
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (mut snapshots, mut tape) = (None, None);
        while !input.is_empty() {
            let name: proc_macro2::Ident = input.parse()?;
            let option = match name.to_string().as_str() {
                "snapshots" => &mut snapshots,
                "tape" => &mut tape,
                _ => return Err(syn::Error::new(name.span(), FORM)),
            };
            if option.is_some() {
                return Err(syn::Error::new(name.span(), FORM));
            }
            input.parse::<Token![=]>()?;
            let number: LitInt = input.parse()?;
            let value: usize = number.base10_parse()?;
            if value == 0 {
                return Err(syn::Error::new(
                    number.span(),
                    "at least one, or nothing could be undone",
                ));
            }
            *option = Some(value);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        // Who asks for few snapshots has a large state, and so, most likely, large iterations.
        let snapshots = snapshots.unwrap_or(DEFAULT);
        Ok(Options {
            snapshots,
            tape: tape.unwrap_or(snapshots),
        })
    }
}
