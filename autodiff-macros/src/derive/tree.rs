//! `impl Tree` for the user's type and for its cotangent: the same parts under the same names.

use super::model::{Model, Style, Variant};
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use syn::{Generics, Type};

/// Both impls. A type that borrows has none of its own: what is lent can't be changed.
pub(crate) fn write(model: &Model) -> TokenStream {
    let root = &model.root;
    let borrows = model.generics.lifetimes().next().is_some()
        || model
            .active_fields()
            .any(|f| matches!(f.ty, Type::Reference(_)));
    let value = (!borrows).then(|| {
        let mut generics = model.generics.clone();
        model.must_hold(
            &mut generics,
            |atom| quote_spanned!(model.at=> #atom: #root::Tree),
        );
        implement(model, &model.name, &generics, None)
    });
    let (name, generics) = (model.bar_name(), model.mirror_generics());
    let bar = implement(model, &name, &generics, model.zero_name());
    quote_spanned!(model.at=> #value #bar)
}

fn implement(model: &Model, name: &Ident, generics: &Generics, zero: Option<Ident>) -> TokenStream {
    let root = &model.root;
    let (impl_generics, ty_generics, clause) = generics.split_for_impl();
    let counts = model.variants.iter().map(|variant| {
        let (path, count) = (model.path(name, variant), variant.active().count());
        quote_spanned!(model.at=> #path { .. } => #count,)
    });
    let zero_count = zero
        .as_ref()
        .map(|zero| quote_spanned!(model.at=> #name::#zero => 0,));
    let zero_part = zero
        .map(|zero| quote_spanned!(model.at=> #name::#zero => #root::__private::no_part(index),));
    let parts = |mutable: bool| -> TokenStream {
        let variants = model.variants.iter();
        variants
            .map(|variant| parts(model, name, variant, mutable))
            .collect()
    };
    let (part, part_mut) = (parts(false), parts(true));
    quote_spanned! {model.at=>
        #[automatically_derived]
        impl #impl_generics #root::Tree for #name #ty_generics #clause {
            fn part_count(&self) -> usize {
                match self { #zero_count #(#counts)* }
            }
            fn part(&self, index: usize) -> (#root::Step<'static>, &dyn #root::Tree) {
                match self { #zero_part #part }
            }
            fn part_mut(&mut self, index: usize) -> &mut dyn #root::Tree {
                match self { #zero_part #part_mut }
            }
        }
    }
}

/// The arm of a variant, which finds the part by its number.
fn parts(model: &Model, name: &Ident, variant: &Variant, mutable: bool) -> TokenStream {
    let root = &model.root;
    let pattern = model.active_pattern(name, variant, "part");
    let arms = variant
        .active()
        .enumerate()
        .map(|(number, (index, field))| {
            let part = field.binding("part", index);
            let part = quote_spanned!(field.at()=> #part);
            if mutable {
                return quote_spanned!(field.at()=> #number => #part,);
            }
            let label = field.label();
            let step = match (model.is_enum, variant.style) {
                (true, _) => {
                    let label = format!("{}.{label}", variant.label());
                    quote_spanned!(model.at=> Field(#label))
                }
                (false, Style::Tuple) => quote_spanned!(model.at=> Part(#index)),
                (false, _) => quote_spanned!(model.at=> Field(#label)),
            };
            quote_spanned!(field.at()=> #number => (#root::Step::#step, #part),)
        });
    quote_spanned!(model.at=> #pattern => match index { #(#arms)* _ => #root::__private::no_part(index) },)
}
