//! `#[derive(Differentiable)]`: a cotangent type and a shape type with the fields of the user's, and
//! the impls that `#[differentiable]` functions of the type need.
//!
//! `model` reads the item and reports all errors; the other files each write one thing from it.

mod accessors;
mod bounds;
mod cotangent;
mod differentiable;
mod mirror;
mod model;
mod options;
mod parts;
mod shape;
mod storable;
mod tree;

use model::Model;
use proc_macro2::TokenStream;

/// The impls for `item`, or what is wrong with it.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let model = match syn::parse2(item).map_err(Into::into).and_then(Model::of) {
        Ok(model) => model,
        Err(errors) => return errors.into_tokens(),
    };
    [
        cotangent::write(&model),
        shape::write(&model),
        differentiable::write(&model),
        storable::write(&model).unwrap_or_default(),
        accessors::write(&model),
        tree::write(&model),
    ]
    .into_iter()
    .collect()
}
