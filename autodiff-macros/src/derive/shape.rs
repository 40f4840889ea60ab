//! The shape type: `impl Shape` and `impl Storable`.

use super::mirror::Mirror;
use super::model::{Field, Model, Variant};
use super::storable::{self, Stored};
use proc_macro2::TokenStream;
use quote::quote_spanned;

/// The type and its impls.
pub(crate) fn write(model: &Model) -> TokenStream {
    let definition = Mirror::Shape.define(model);
    let shape = implementation(model);
    let stored = |field: &Field| match field.active {
        true => Stored::ByItself,
        false => Stored::Nowhere,
    };
    let storable = storable::implement(
        model,
        &model.shape_name(),
        &model.mirror_generics(),
        &stored,
        &|field| Mirror::Shape.field_type(model, field),
    );
    quote_spanned!(model.at=> #definition #shape #storable)
}

fn implementation(model: &Model) -> TokenStream {
    let (root, name, bar) = (&model.root, model.shape_name(), model.bar_name());
    let generics = model.mirror_generics();
    let (impl_generics, ty_generics, clause) = generics.split_for_impl();
    let materialise = materialise(model);
    let check = check(model);
    let describe = model
        .variants
        .iter()
        .map(|variant| describe(model, variant));
    quote_spanned! {model.at=>
        #[automatically_derived]
        impl #impl_generics #root::Shape<#bar #ty_generics> for #name #ty_generics #clause {
            fn materialise(&self, bar: &mut #bar #ty_generics) {
                #materialise
            }
            fn check(
                &self,
                bar: &#bar #ty_generics,
            ) -> #root::__private::Result<(), #root::__private::Mismatch> {
                #check
            }
            fn describe(&self) -> #root::__private::String {
                match self { #(#describe)* }
            }
        }
    }
}

fn materialise(model: &Model) -> TokenStream {
    let (root, name, bar) = (&model.root, model.shape_name(), model.bar_name());
    let from_zero = model.zero_name().map(|zero| {
        let arms = model.variants.iter().map(|variant| {
            let (path, value) = (model.path(&name, variant), model.zero_of(&bar, variant));
            quote_spanned!(model.at=> #path { .. } => #value,)
        });
        quote_spanned! {model.at=>
            if let #bar::#zero = bar {
                *bar = match self { #(#arms)* };
            }
        }
    });
    let arms = pairs(model, |_, variant| {
        let parts = variant.active().map(|(index, field)| {
            let (shape, part) = (field.binding("shape", index), field.binding("part", index));
            quote_spanned!(field.at()=> #root::Shape::materialise(#shape, #part);)
        });
        quote_spanned!(model.at=> { #(#parts)* })
    });
    let others = model.is_enum.then(|| {
        let of = model.label();
        quote_spanned! {model.at=>
            (shape, bar) => #root::__private::different_variants(
                #of, shape.__variant(), bar.__variant(),
            ),
        }
    });
    quote_spanned! {model.at=>
        #from_zero
        match (self, bar) { #arms #others }
    }
}

fn check(model: &Model) -> TokenStream {
    let (root, name, bar) = (&model.root, model.shape_name(), model.bar_name());
    let arms = pairs(model, |model, variant| {
        let parts = variant.active().map(|(index, field)| {
            let (shape, part) = (field.binding("shape", index), field.binding("part", index));
            let place = match model.is_enum {
                true => format!("field `{}` of `{}`", field.label(), variant.label()),
                false => format!("field `{}`", field.label()),
            };
            quote_spanned! {field.at()=>
                if let #root::__private::Err(mismatch) = #root::Shape::check(#shape, #part) {
                    return #root::__private::Err(mismatch.within(#place));
                }
            }
        });
        quote_spanned!(model.at=> { #(#parts)* #root::__private::Ok(()) })
    });
    let others = model.zero_name().map(|zero| {
        // A variant without parts has nothing that could be missing.
        let without_parts = model
            .variants
            .iter()
            .filter(|v| v.active().next().is_none());
        let without_parts = without_parts.map(|variant| {
            let path = model.path(&name, variant);
            quote_spanned!(model.at=> (#path { .. }, #bar::#zero) => #root::__private::Ok(()),)
        });
        quote_spanned! {model.at=>
            #(#without_parts)*
            (shape, bar) => #root::__private::wrong_variant(shape.__variant(), bar.__variant()),
        }
    });
    quote_spanned!(model.at=> match (self, bar) { #arms #others })
}

fn describe(model: &Model, variant: &Variant) -> TokenStream {
    let root = &model.root;
    let pattern = model.active_pattern(&model.shape_name(), variant, "shape");
    let name = variant.label();
    let parts = variant.active().map(|(index, field)| {
        let (label, shape) = (field.label(), field.binding("shape", index));
        let (shape_type, bar_type) = (
            Mirror::Shape.field_type(model, field),
            Mirror::Cotangent.field_type(model, field),
        );
        quote_spanned!(field.at()=> (#label, <#shape_type as #root::Shape<#bar_type>>::describe(#shape)))
    });
    quote_spanned!(model.at=> #pattern => #root::__private::describe_parts(#name, &[#(#parts),*]),)
}

/// Arms for a shape and a cotangent of the same variant, their parts bound to `shape` and `part`.
fn pairs(model: &Model, body: impl Fn(&Model, &Variant) -> TokenStream) -> TokenStream {
    let (name, bar) = (model.shape_name(), model.bar_name());
    let arms = model.variants.iter().map(|variant| {
        let shape = model.active_pattern(&name, variant, "shape");
        let part = model.active_pattern(&bar, variant, "part");
        let body = body(model, variant);
        quote_spanned!(model.at=> (#shape, #part) => #body)
    });
    arms.collect()
}
