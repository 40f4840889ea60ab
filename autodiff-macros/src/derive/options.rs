//! The helper attribute: `#[differentiable(skip)]` on fields, `#[differentiable(crate = path)]` on
//! the type.

use crate::errors::Errors;
use syn::Attribute;

/// The path given by `#[differentiable(crate = path)]`, if any.
pub(crate) fn root(attributes: &[Attribute], errors: &mut Errors) -> Option<syn::Path> {
    let mut root = None;
    for attribute in ours(attributes) {
        let result = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("crate") {
                root = Some(meta.value()?.call(syn::Path::parse_mod_style)?);
                Ok(())
            } else if meta.path.is_ident("skip") {
                Err(meta.error(
                    "`skip` goes on a field: a type that has no derivative needs no `#[derive(Differentiable)]`",
                ))
            } else {
                Err(meta.error(
                    "unknown option: on a type, `#[differentiable]` takes `crate = path`; on a field, `skip`",
                ))
            }
        });
        if let Err(error) = result {
            errors.push(error);
        }
    }
    root
}

/// Whether a field has `#[differentiable(skip)]`.
pub(crate) fn is_skipped(attributes: &[Attribute], errors: &mut Errors) -> bool {
    let mut skip = false;
    for attribute in ours(attributes) {
        let result = attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("skip") {
                Err(meta.error("unknown option: on a field, `#[differentiable]` takes `skip`"))
            } else if meta.input.is_empty() || meta.input.peek(syn::Token![,]) {
                skip = true;
                Ok(())
            } else {
                Err(meta.error("`skip` takes no value: write `#[differentiable(skip)]`"))
            }
        });
        if let Err(error) = result {
            errors.push(error);
        }
    }
    skip
}

/// Reports the attribute where it can't say anything.
pub(crate) fn refuse_on_variant(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in ours(attributes) {
        errors.at(
            attribute,
            "`#[differentiable]` says nothing about a variant: put it on the variant's fields",
        );
    }
}

fn ours(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("differentiable"))
}
