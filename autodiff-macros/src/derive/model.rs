//! What the derive knows of the item, and every error it may report.

use super::options;
use crate::errors::Errors;
use crate::ty::Ty;
use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Data, DeriveInput, Fields, Member, Type, Visibility};

/// A struct, or an enum, that gets a cotangent type.
pub(crate) struct Model {
    /// The path of the core crate.
    pub(crate) root: syn::Path,
    /// Where generated code is said to be: at the last field with a derivative. If its type has
    /// none after all, rustc's many complaints are one and the same, at that place.
    pub(crate) at: Span,
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    pub(crate) generics: syn::Generics,
    /// A struct has one, named like itself.
    pub(crate) variants: Vec<Variant>,
    pub(crate) is_enum: bool,
}

/// A variant of an enum, or all there is to a struct.
pub(crate) struct Variant {
    pub(crate) name: Ident,
    pub(crate) style: Style,
    pub(crate) fields: Vec<Field>,
}

/// How the fields of a variant are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Named,
    Tuple,
    Unit,
}

/// A field.
pub(crate) struct Field {
    pub(crate) member: Member,
    pub(crate) ty: Type,
    pub(crate) vis: Visibility,
    /// Whether the cotangent has a part for it.
    pub(crate) active: bool,
    /// Whether it says `skip`: its type may be one with derivatives.
    pub(crate) skipped: bool,
}

impl Model {
    /// Reads the item.
    pub(crate) fn of(mut input: DeriveInput) -> Result<Self, Errors> {
        let mut errors = Errors::default();
        SelfByName::of(&input).visit_derive_input_mut(&mut input);
        let root = options::root(&input.attrs, &mut errors);
        refuse_packed(&input.attrs, &mut errors);
        let (variants, is_enum) = match input.data {
            Data::Struct(data) => {
                let variant = Variant::of(input.ident.clone(), data.fields, None, &mut errors);
                (vec![variant], false)
            }
            Data::Enum(data) => {
                let variants = data.variants.into_iter().map(|variant| {
                    options::refuse_on_variant(&variant.attrs, &mut errors);
                    Variant::of(variant.ident, variant.fields, Some(&input.vis), &mut errors)
                });
                (variants.collect(), true)
            }
            Data::Union(data) => {
                errors.at(
                    data.union_token,
                    "a union has no derivative: which of its fields holds a value isn't known; use an enum",
                );
                (Vec::new(), false)
            }
        };
        let last = variants.iter().flat_map(Variant::active).last();
        let model = Self {
            at: last.map_or_else(Span::call_site, |(_, field)| field.at()),
            root: root.unwrap_or_else(crate::expand::find_root),
            vis: input.vis,
            name: input.ident,
            generics: input.generics,
            variants,
            is_enum,
        };
        if !errors.any() && model.variants.is_empty() {
            errors.at(
                &model.name,
                "nothing to differentiate: this type has no values",
            );
        }
        if errors.any() { Err(errors) } else { Ok(model) }
    }

    /// All fields that have a cotangent.
    pub(crate) fn active_fields(&self) -> impl Iterator<Item = &Field> {
        self.variants
            .iter()
            .flat_map(Variant::active)
            .map(|(_, f)| f)
    }

    /// The type's name in words.
    pub(crate) fn label(&self) -> String {
        self.name.unraw().to_string()
    }

    /// The name of the cotangent type.
    pub(crate) fn bar_name(&self) -> Ident {
        format_ident!("{}Cotangent", self.name, span = self.at)
    }

    /// The name of the shape type.
    pub(crate) fn shape_name(&self) -> Ident {
        format_ident!("__{}Shape", self.name, span = self.at)
    }

    /// The name of an enum cotangent's memoryless zero; none for a struct.
    pub(crate) fn zero_name(&self) -> Option<Ident> {
        let taken = self.variants.iter().any(|variant| variant.name == "Zero");
        self.is_enum
            .then(|| format_ident!("{}", if taken { "ZeroCotangent" } else { "Zero" }))
    }
}

impl Variant {
    /// `vis` is what all fields have, where they can't have one of their own.
    fn of(name: Ident, fields: Fields, vis: Option<&Visibility>, errors: &mut Errors) -> Self {
        let style = match fields {
            Fields::Named(_) => Style::Named,
            Fields::Unnamed(_) => Style::Tuple,
            Fields::Unit => Style::Unit,
        };
        let fields = fields.into_iter().enumerate().map(|(index, field)| {
            let skipped = options::is_skipped(&field.attrs, errors);
            Field {
                active: !skipped && !is_discrete(&field.ty),
                skipped,
                member: match field.ident {
                    Some(name) => Member::Named(name),
                    None => Member::from(index),
                },
                vis: vis.cloned().unwrap_or(field.vis),
                ty: field.ty,
            }
        });
        Self {
            name,
            style,
            fields: fields.collect(),
        }
    }

    /// The variant's name, or the struct's, in words.
    pub(crate) fn label(&self) -> String {
        self.name.unraw().to_string()
    }

    /// The fields that have a cotangent, with their positions.
    pub(crate) fn active(&self) -> impl Iterator<Item = (usize, &Field)> {
        self.fields
            .iter()
            .enumerate()
            .filter(|(_, field)| field.active)
    }
}

impl Field {
    /// Where generated code about the field is said to be.
    pub(crate) fn at(&self) -> Span {
        Span::call_site().located_at(self.ty.span())
    }

    /// The field's name, or its number, in words.
    pub(crate) fn label(&self) -> String {
        match &self.member {
            Member::Named(name) => name.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        }
    }
}

/// Whether the type says by its name that its values have no derivative.
fn is_discrete(ty: &Type) -> bool {
    let phantom = matches!(ty, Type::Path(p) if crate::paths::ends_in(&p.path, "PhantomData"));
    phantom || Ty::of(ty).is_discrete()
}

/// Writes the type's name for `Self`, which would be another type in the types that mirror it.
struct SelfByName {
    name: Ident,
    ty: Type,
}

impl SelfByName {
    fn of(input: &DeriveInput) -> Self {
        let (name, (_, generics, _)) = (&input.ident, input.generics.split_for_impl());
        Self {
            name: name.clone(),
            ty: syn::parse_quote!(#name #generics),
        }
    }
}

impl VisitMut for SelfByName {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if matches!(ty, Type::Path(path) if path.qself.is_none() && path.path.is_ident("Self")) {
            *ty = self.ty.clone();
        } else {
            visit_mut::visit_type_mut(self, ty);
        }
    }

    /// `Self::LENGTH` as the length of an array, which no type with parameters may have.
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if let Some(first) = path.segments.first_mut().filter(|s| s.ident == "Self") {
            first.ident = self.name.clone();
        }
        visit_mut::visit_path_mut(self, path);
    }
}

fn refuse_packed(attributes: &[syn::Attribute], errors: &mut Errors) {
    for attribute in attributes.iter().filter(|a| a.path().is_ident("repr")) {
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("packed") {
                errors.at(
                    &meta.path,
                    "the fields of a packed type can't be borrowed, so that derivatives can't reach them: remove `packed`",
                );
            }
            // What else `repr` takes, and what is wrong with it, rustc knows.
            if meta.input.peek(syn::token::Paren) {
                let argument;
                syn::parenthesized!(argument in meta.input);
                argument.parse::<proc_macro2::TokenStream>()?;
            }
            Ok(())
        });
    }
}
