//! Patterns and expressions that take values apart and put them together, the same for structs and
//! variants, named or not: `V { r: a0, .. }`, `V { 0: a0, .. }`.

use super::model::{Field, Model, Style, Variant};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote_spanned};

impl Model {
    /// `Type` or `Type::Variant`, of the user's type or of one that mirrors it.
    pub(crate) fn path(&self, name: &Ident, variant: &Variant) -> TokenStream {
        let inner = &variant.name;
        if self.is_enum {
            quote_spanned!(self.at=> #name::#inner)
        } else {
            quote_spanned!(self.at=> #name)
        }
    }

    /// A pattern for the given fields; field `i` is bound to `field.binding(prefix, i)`.
    pub(crate) fn pattern<'f>(
        &self,
        name: &Ident,
        variant: &Variant,
        fields: impl Iterator<Item = (usize, &'f Field)>,
        prefix: &str,
    ) -> TokenStream {
        let path = self.path(name, variant);
        let parts = fields.map(|(index, field)| {
            let (member, part) = (&field.member, field.binding(prefix, index));
            quote_spanned!(self.at=> #member: #part)
        });
        quote_spanned!(self.at=> #path { #(#parts,)* .. })
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
                    Some(quote_spanned!(self.at=> #member: #value))
                } else {
                    // So that positions don't shift.
                    (variant.style == Style::Tuple).then(|| quote_spanned!(self.at=> #member: ()))
                }
            });
        quote_spanned!(self.at=> #path { #(#parts),* })
    }
}

impl Field {
    /// The local that the field, the one at `index`, is bound to.
    pub(crate) fn binding(&self, prefix: &str, index: usize) -> Ident {
        let span = Span::mixed_site().located_at(self.at());
        format_ident!("{prefix}_{index}", span = span)
    }
}
