//! Patterns and expressions that take values apart and put them together, the same for structs and
//! variants, named or not: `V { r: a0, .. }`, `V { 0: a0, .. }`.

use super::model::{Field, Model, Style, Variant};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

impl Model {
    /// `Type` or `Type::Variant`, of the user's type or of one that mirrors it.
    pub(crate) fn path(&self, name: &Ident, variant: &Variant) -> TokenStream {
        let inner = &variant.name;
        if self.is_enum {
            quote!(#name::#inner)
        } else {
            quote!(#name)
        }
    }

    /// A pattern for the given fields; field `i` is bound to `binding(prefix, i)`.
    pub(crate) fn pattern<'f>(
        &self,
        name: &Ident,
        variant: &Variant,
        fields: impl Iterator<Item = (usize, &'f Field)>,
        prefix: &str,
    ) -> TokenStream {
        let path = self.path(name, variant);
        let parts = fields.map(|(index, field)| {
            let (member, part) = (&field.member, binding(prefix, index));
            quote!(#member: #part)
        });
        quote!(#path { #(#parts,)* .. })
    }

    /// A pattern for all active fields.
    pub(crate) fn active_pattern(
        &self,
        name: &Ident,
        variant: &Variant,
        prefix: &str,
    ) -> TokenStream {
        self.pattern(name, variant, variant.active(), prefix)
    }

    /// A value of a mirror type: `part` gives the value of each active field.
    pub(crate) fn build_mirror(
        &self,
        name: &Ident,
        variant: &Variant,
        mut part: impl FnMut(usize, &Field) -> TokenStream,
    ) -> TokenStream {
        let path = self.path(name, variant);
        let parts = variant
            .fields
            .iter()
            .enumerate()
            .filter_map(|(index, field)| {
                let member = &field.member;
                if field.active {
                    let value = part(index, field);
                    Some(quote!(#member: #value))
                } else {
                    // So that positions don't shift.
                    (variant.style == Style::Tuple).then(|| quote!(#member: ()))
                }
            });
        quote!(#path { #(#parts),* })
    }
}

/// The local that field `index` is bound to.
pub(crate) fn binding(prefix: &str, index: usize) -> Ident {
    format_ident!("{prefix}_{index}", span = Span::mixed_site())
}
