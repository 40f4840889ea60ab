//! The definitions of the two types that mirror the user's: its cotangent and its shape.

use super::model::{Field, Model, Style, Variant};
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

/// What of a field a mirror holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mirror {
    Cotangent,
    Shape,
}

impl Mirror {
    /// The name of the mirror type.
    pub(crate) fn name(self, model: &Model) -> Ident {
        match self {
            Mirror::Cotangent => model.bar_name(),
            Mirror::Shape => model.shape_name(),
        }
    }

    /// The variant that stands for no variant in particular.
    fn zero(self, model: &Model) -> Option<Ident> {
        match self {
            Mirror::Cotangent => model.zero_name(),
            Mirror::Shape => None,
        }
    }

    /// The type of an active field.
    pub(crate) fn field_type(self, model: &Model, field: &Field) -> TokenStream {
        let (root, ty) = (&model.root, model.statically(&field.ty));
        let of = match self {
            Mirror::Cotangent => quote_spanned!(model.at=> Cotangent),
            Mirror::Shape => quote_spanned!(model.at=> Shape),
        };
        quote_spanned!(field.at()=> <#ty as #root::Differentiable>::#of)
    }

    /// The type and its `Clone`, `Debug` and `PartialEq`. They aren't derived, for that would bound
    /// the parameters and not the fields.
    pub(crate) fn define(self, model: &Model) -> TokenStream {
        let definition = self.definition(model);
        let name = self.name(model);
        let root = &model.root;
        let generics = model.mirror_generics();
        let (impl_generics, ty_generics, clause) = generics.split_for_impl();
        let zero = self.zero(model);
        let (clone, debug, eq, variant_names) = (
            clone_arms(model, &name),
            debug_arms(model, &name),
            eq_arms(model, &name),
            variant_arms(model, &name),
        );
        let (zero_clone, zero_debug, zero_eq, zero_name) = match &zero {
            Some(zero) => {
                let text = zero.to_string();
                (
                    quote_spanned!(model.at=> #name::#zero => #name::#zero,),
                    quote_spanned!(model.at=> #name::#zero => f.write_str(#text),),
                    quote_spanned!(model.at=> (#name::#zero, #name::#zero) => true,),
                    quote_spanned!(model.at=> #name::#zero => #text,),
                )
            }
            None => Default::default(),
        };
        let otherwise = (model.variants.len() > 1 || zero.is_some())
            .then(|| quote_spanned!(model.at=> _ => false,));
        let variant_name = model.is_enum.then(|| {
            quote_spanned! {model.at=>
                #[automatically_derived]
                #[allow(dead_code)]
                impl #impl_generics #name #ty_generics #clause {
                    #[doc(hidden)]
                    fn __variant(&self) -> &'static str {
                        match self { #zero_name #variant_names }
                    }
                }
            }
        });
        quote_spanned! {model.at=>
            #definition

            #[automatically_derived]
            impl #impl_generics #root::__private::Clone for #name #ty_generics #clause {
                fn clone(&self) -> Self {
                    match self { #zero_clone #clone }
                }
            }

            #[automatically_derived]
            impl #impl_generics #root::__private::Debug for #name #ty_generics #clause {
                fn fmt(
                    &self,
                    f: &mut #root::__private::Formatter<'_>,
                ) -> #root::__private::FmtResult {
                    match self { #zero_debug #debug }
                }
            }

            #[automatically_derived]
            impl #impl_generics #root::__private::PartialEq for #name #ty_generics #clause {
                fn eq(&self, other: &Self) -> bool {
                    match (self, other) { #zero_eq #eq #otherwise }
                }
            }

            #variant_name
        }
    }

    fn definition(self, model: &Model) -> TokenStream {
        let mut name = self.name(model);
        name.set_span(model.name.span());
        let (vis, generics) = (&model.vis, model.mirror_generics());
        let clause = &generics.where_clause;
        let doc = match self {
            Mirror::Cotangent => {
                let doc = format!(
                    " The cotangent of [`{}`]: the derivative with respect to each part of it.",
                    model.name
                );
                quote_spanned!(model.at=> #[doc = #doc])
            }
            Mirror::Shape => quote_spanned!(model.at=> #[doc(hidden)]),
        };
        let allow = quote_spanned!(model.at=> #[allow(missing_copy_implementations, dead_code, clippy::derive_partial_eq_without_eq)]);
        let fields = |variant: &Variant| self.fields(model, variant);
        if !model.is_enum {
            let variant = &model.variants[0];
            let fields = fields(variant);
            return match variant.style {
                Style::Tuple => {
                    quote_spanned!(model.at=> #doc #allow #vis struct #name #generics #fields #clause;)
                }
                Style::Unit => {
                    quote_spanned!(model.at=> #doc #allow #vis struct #name #generics #clause;)
                }
                Style::Named => {
                    quote_spanned!(model.at=> #doc #allow #vis struct #name #generics #clause #fields)
                }
            };
        }
        let variants = model.variants.iter().map(|variant| {
            let (inner, fields) = (&variant.name, fields(variant));
            let doc = format!(" That of [`{}::{inner}`].", model.name);
            quote_spanned!(model.at=> #[doc = #doc] #inner #fields)
        });
        let zero = self.zero(model).map(|zero| {
            quote_spanned! {model.at=>
                /// The zero without memory, of whichever variant.
                #zero,
            }
        });
        quote_spanned!(model.at=> #doc #allow #vis enum #name #generics #clause { #zero #(#variants),* })
    }

    /// The fields of a variant, in braces or parentheses.
    fn fields(self, model: &Model, variant: &Variant) -> TokenStream {
        let fields = variant.fields.iter().filter_map(|field| {
            let vis = if model.is_enum {
                None
            } else {
                Some(&field.vis)
            };
            let ty = match (field.active, variant.style) {
                (true, _) => self.field_type(model, field),
                (false, Style::Tuple) => quote_spanned!(field.at()=> ()),
                (false, _) => return None,
            };
            let label = field.label();
            let doc = if field.active {
                format!(" The derivative with respect to `{label}`.")
            } else {
                format!(" `{label}` has no derivative.")
            };
            let name = match &field.member {
                syn::Member::Named(name) => Some(quote_spanned!(field.at()=> #name:)),
                syn::Member::Unnamed(_) => None,
            };
            Some(quote_spanned!(field.at()=> #[doc = #doc] #vis #name #ty))
        });
        match variant.style {
            Style::Named => quote_spanned!(model.at=> { #(#fields),* }),
            Style::Tuple => quote_spanned!(model.at=> ( #(#fields),* )),
            Style::Unit => TokenStream::new(),
        }
    }
}

fn clone_arms(model: &Model, name: &Ident) -> TokenStream {
    let clone = &model.root;
    let arms = model.variants.iter().map(|variant| {
        let pattern = model.active_pattern(name, variant, "part");
        let copy = model.build_mirror(name, variant, |index, field| {
            let part = field.binding("part", index);
            quote_spanned!(field.at()=> #clone::__private::Clone::clone(#part))
        });
        quote_spanned!(model.at=> #pattern => #copy,)
    });
    arms.collect()
}

fn debug_arms(model: &Model, name: &Ident) -> TokenStream {
    let arms = model.variants.iter().map(|variant| {
        let pattern = model.active_pattern(name, variant, "part");
        let text = match model.is_enum {
            true => variant.label(),
            false => name.to_string(),
        };
        let parts = variant
            .fields
            .iter()
            .enumerate()
            .filter_map(|(index, field)| {
                let part = field.binding("part", index);
                let label = field.label();
                match (variant.style, field.active) {
                    (Style::Tuple, true) => Some(quote_spanned!(field.at()=> .field(#part))),
                    (Style::Tuple, false) => Some(quote_spanned!(model.at=> .field(&()))),
                    (_, true) => Some(quote_spanned!(field.at()=> .field(#label, #part))),
                    (_, false) => None,
                }
            });
        match variant.style {
            Style::Named => {
                quote_spanned!(model.at=> #pattern => f.debug_struct(#text)#(#parts)*.finish(),)
            }
            Style::Tuple => {
                quote_spanned!(model.at=> #pattern => f.debug_tuple(#text)#(#parts)*.finish(),)
            }
            Style::Unit => quote_spanned!(model.at=> #pattern => f.write_str(#text),),
        }
    });
    arms.collect()
}

fn eq_arms(model: &Model, name: &Ident) -> TokenStream {
    let root = &model.root;
    let arms = model.variants.iter().map(|variant| {
        let this = model.active_pattern(name, variant, "part");
        let other = model.active_pattern(name, variant, "other");
        let same = variant.active().map(|(index, field)| {
            let (part, other) = (field.binding("part", index), field.binding("other", index));
            quote_spanned!(field.at()=> && #root::__private::PartialEq::eq(#part, #other))
        });
        quote_spanned!(model.at=> (#this, #other) => true #(#same)*,)
    });
    arms.collect()
}

fn variant_arms(model: &Model, name: &Ident) -> TokenStream {
    let arms = model.variants.iter().map(|variant| {
        let path = model.path(name, variant);
        let text = variant.label();
        quote_spanned!(model.at=> #path { .. } => #text,)
    });
    arms.collect()
}
