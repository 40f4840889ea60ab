//! The hidden methods by which generated code reaches a part named in a pattern, without knowing
//! types: `__V__f` and `__V__f_mut` on values, `__V__f_bar` on cotangents.
//!
//! Each is as visible as its field: who can write the pattern can call the method.

use super::mirror::Mirror;
use super::model::{Field, Model, Variant};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote_spanned};

/// The methods of the user's type and of its cotangent.
pub(crate) fn write(model: &Model) -> TokenStream {
    let (name, bar) = (&model.name, model.bar_name());
    let (impl_generics, ty_generics, clause) = model.generics.split_for_impl();
    let mirror_generics = model.mirror_generics();
    let (mirror_impl, mirror_ty, mirror_clause) = mirror_generics.split_for_impl();
    let all = |write: fn(&Model, &Variant, usize, &Field) -> TokenStream| -> TokenStream {
        let fields = model
            .variants
            .iter()
            .flat_map(|v| v.fields.iter().enumerate().map(move |(i, f)| (v, i, f)));
        fields
            .map(|(variant, index, field)| write(model, variant, index, field))
            .collect()
    };
    let (values, bars) = (all(of_value), all(of_cotangent));
    quote_spanned! {model.at=>
        #[automatically_derived]
        #[allow(dead_code, non_snake_case)]
        impl #impl_generics #name #ty_generics #clause { #values }

        #[automatically_derived]
        #[allow(dead_code, non_snake_case)]
        impl #mirror_impl #bar #mirror_ty #mirror_clause { #bars }
    }
}

fn accessor(variant: &Variant, field: &Field, suffix: &str) -> Ident {
    format_ident!("__{}__{}{suffix}", variant.label(), field.label())
}

fn of_value(model: &Model, variant: &Variant, index: usize, field: &Field) -> TokenStream {
    let root = &model.root;
    let (vis, ty, part) = (&field.vis, &field.ty, field.binding("part", index));
    let (get, get_mut) = (
        accessor(variant, field, ""),
        accessor(variant, field, "_mut"),
    );
    let pattern = model.pattern(
        &model.name,
        variant,
        std::iter::once((index, field)),
        "part",
    );
    let name = variant.label();
    let others = (model.variants.len() > 1)
        .then(|| quote_spanned!(field.at()=> _ => #root::__private::not_the_variant(#name),));
    quote_spanned! {field.at()=>
        #[doc(hidden)]
        #[inline]
        #vis fn #get(&self) -> &#ty {
            match self { #pattern => #part, #others }
        }
        #[doc(hidden)]
        #[inline]
        #vis fn #get_mut(&mut self) -> &mut #ty {
            match self { #pattern => #part, #others }
        }
    }
}

fn of_cotangent(model: &Model, variant: &Variant, index: usize, field: &Field) -> TokenStream {
    let root = &model.root;
    let (vis, part, bar) = (&field.vis, field.binding("part", index), model.bar_name());
    let get = accessor(variant, field, "_bar");
    if !field.active {
        return quote_spanned! {field.at()=>
            #[doc(hidden)]
            #[inline]
            #vis fn #get(&mut self) -> &mut () {
                #root::__private::no_cotangent()
            }
        };
    }
    let ty = Mirror::Cotangent.field_type(model, field);
    let pattern = model.pattern(&bar, variant, std::iter::once((index, field)), "part");
    let (from_zero, others) = match model.zero_name() {
        Some(zero) => {
            let value = model.zero_of(&bar, variant);
            let (of, name) = (model.label(), variant.label());
            (
                Some(quote_spanned!(field.at()=> if let #bar::#zero = self { *self = #value; })),
                Some(quote_spanned! {field.at()=>
                    other => #root::__private::different_variants(#of, #name, other.__variant()),
                }),
            )
        }
        None => (None, None),
    };
    quote_spanned! {field.at()=>
        #[doc(hidden)]
        #[inline]
        #vis fn #get(&mut self) -> &mut #ty {
            #from_zero
            match self { #pattern => #part, #others }
        }
    }
}
