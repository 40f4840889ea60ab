//! The cotangent type: `impl Cotangent`, and the left-out fields that generated code may name.

use super::mirror::Mirror;
use super::model::{Field, Model, Style};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote_spanned};

/// The type and its impls.
pub(crate) fn write(model: &Model) -> TokenStream {
    let definition = Mirror::Cotangent.define(model);
    let cotangent = implementation(model);
    let rest = left_out(model);
    quote_spanned!(model.at=> #definition #cotangent #rest)
}

fn implementation(model: &Model) -> TokenStream {
    let (root, name) = (&model.root, model.bar_name());
    let generics = model.mirror_generics();
    let (impl_generics, ty_generics, clause) = generics.split_for_impl();
    let negated = model.variants.iter().map(|variant| {
        let pattern = model.active_pattern(&name, variant, "part");
        let negative = model.build_mirror(&name, variant, |index, field| {
            let part = field.binding("part", index);
            quote_spanned!(field.at()=> #root::Cotangent::negated(#part))
        });
        quote_spanned!(model.at=> #pattern => #negative,)
    });
    let used_up = model.variants.iter().map(|variant| {
        let pattern = model.active_pattern(&name, variant, "part");
        let parts = variant
            .active()
            .map(|(index, field)| field.binding("part", index));
        quote_spanned!(model.at=> #pattern => { #(#root::__private::used_up(#parts);)* })
    });
    let zero_used_up = model
        .zero_name()
        .map(|zero| quote_spanned!(model.at=> #name::#zero => {}));
    let (zero, is_zero, accumulate, zero_negated) = match model.zero_name() {
        Some(zero) => (
            quote_spanned!(model.at=> #name::#zero),
            quote_spanned!(model.at=> match self { #name::#zero => true, _ => false }),
            accumulate_variants(model, &name, &zero),
            Some(quote_spanned!(model.at=> #name::#zero => #name::#zero,)),
        ),
        None => {
            let variant = &model.variants[0];
            let pattern = model.active_pattern(&name, variant, "part");
            let parts = variant
                .active()
                .map(|(index, field)| field.binding("part", index));
            (
                model.zero_of(&name, variant),
                quote_spanned!(model.at=> { let #pattern = self; true #(&& #root::Cotangent::is_zero(#parts))* }),
                accumulate_parts(model, &name),
                None,
            )
        }
    };
    quote_spanned! {model.at=>
        #[automatically_derived]
        impl #impl_generics #root::Cotangent for #name #ty_generics #clause {
            #[inline]
            fn zero() -> Self {
                #zero
            }
            #[inline]
            fn is_zero(&self) -> bool {
                #is_zero
            }
            fn accumulate(&mut self, other: Self) {
                #accumulate
            }
            fn negated(self) -> Self {
                match self { #zero_negated #(#negated)* }
            }
            fn __used_up(self) {
                match self { #zero_used_up #(#used_up)* }
            }
        }
    }
}

/// Adds the parts of all variants; of a struct, that is all.
fn accumulate_parts(model: &Model, name: &Ident) -> TokenStream {
    let root = &model.root;
    let arms = model.variants.iter().map(|variant| {
        let this = model.active_pattern(name, variant, "part");
        let other = model.active_pattern(name, variant, "other");
        let parts = variant.active().map(|(index, field)| {
            let (part, other) = (field.binding("part", index), field.binding("other", index));
            quote_spanned!(field.at()=> #root::Cotangent::accumulate(#part, #other);)
        });
        quote_spanned!(model.at=> (#this, #other) => { #(#parts)* })
    });
    let others = model.zero_name().map(|zero| {
        let of = model.label();
        quote_spanned! {model.at=>
            (_, #name::#zero) => {}
            (this, other) => #root::__private::different_variants(
                #of, this.__variant(), other.__variant(),
            ),
        }
    });
    quote_spanned!(model.at=> match (self, other) { #(#arms)* #others })
}

fn accumulate_variants(model: &Model, name: &Ident, zero: &Ident) -> TokenStream {
    let parts = accumulate_parts(model, name);
    quote_spanned! {model.at=>
        if let #name::#zero = self {
            *self = other;
            return;
        }
        #parts
    }
}

/// Generated code sees the names of fields and not their types, so it may name the cotangents of
/// left-out fields too. It finds them in what the cotangent dereferences to: `()` for numbers and
/// their like, `LeftOut` for what has parts.
fn left_out(model: &Model) -> Option<TokenStream> {
    let variant = &model.variants[0];
    if model.is_enum || variant.style != Style::Named {
        return None;
    }
    let left_out: Vec<_> = variant
        .fields
        .iter()
        .filter(|field| !field.active)
        .collect();
    if left_out.is_empty() {
        return None;
    }
    let (root, vis, name) = (&model.root, &model.vis, model.bar_name());
    let rest = format_ident!("__{}Rest", model.name);
    let generics = model.mirror_generics();
    let (impl_generics, ty_generics, clause) = generics.split_for_impl();
    let (members, visibilities): (Vec<_>, Vec<_>) = left_out
        .iter()
        .map(|field| (&field.member, &field.vis))
        .unzip();
    let has_parts = |field: &Field| match &field.ty {
        syn::Type::Path(p) => p.path.get_ident().is_none(),
        _ => true,
    };
    let nothing = left_out
        .iter()
        .map(|field| match field.skipped || has_parts(field) {
            true => quote_spanned!(model.at=> #root::__private::LeftOut),
            false => quote_spanned!(model.at=> ()),
        });
    let nothing: Vec<_> = nothing.collect();
    Some(quote_spanned! {model.at=>
        #[doc(hidden)]
        #[allow(missing_copy_implementations, dead_code, clippy::manual_non_exhaustive)]
        #vis struct #rest { #(#visibilities #members: #nothing),* }

        #[automatically_derived]
        impl #root::__private::Debug for #rest {
            fn fmt(&self, f: &mut #root::__private::Formatter<'_>) -> #root::__private::FmtResult {
                f.write_str("no derivatives")
            }
        }

        #[doc(hidden)]
        #[automatically_derived]
        impl #impl_generics #root::__private::Deref for #name #ty_generics #clause {
            type Target = #rest;
            #[inline]
            fn deref(&self) -> &#rest {
                &#rest { #(#members: #nothing),* }
            }
        }

        #[doc(hidden)]
        #[automatically_derived]
        impl #impl_generics #root::__private::DerefMut for #name #ty_generics #clause {
            #[inline]
            fn deref_mut(&mut self) -> &mut #rest {
                #root::__private::leaked(#rest { #(#members: #nothing),* })
            }
        }
    })
}

impl Model {
    /// A cotangent of the given variant, all of whose parts are zero.
    pub(crate) fn zero_of(&self, name: &Ident, variant: &super::model::Variant) -> TokenStream {
        let root = &self.root;
        self.build_mirror(
            name,
            variant,
            |_, _| quote_spanned!(self.at=> #root::Cotangent::zero()),
        )
    }
}
