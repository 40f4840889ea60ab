//! Variables that are computed again in the reverse sweep.

use super::stmt::operator;
use super::{Emitter, tokens_of};
use crate::analyse::Remat;
use crate::ir::{Op, Operand, Place, Proj, VarId};
use crate::ty::Ty;
use proc_macro2::TokenStream;

impl Emitter<'_> {
    /// Computes a variable again in the reverse sweep.
    pub(super) fn rematerialise(
        &mut self,
        id: VarId,
        remat: &Remat,
        user_ty: Option<&syn::Type>,
    ) -> TokenStream {
        let ad = self.ad.clone();
        let name = self.var(id).name.clone();
        match remat {
            Remat::Shape(of) => {
                let value = self.primal(of);
                quote!(let #name = #ad::shape(&#value);)
            }
            Remat::Alias => {
                let info = self.var(id);
                let Some(place) = &info.alias else {
                    return TokenStream::new();
                };
                if crate::analyse::is_mutable_alias(&self.body.vars, &info.ty, place) {
                    return TokenStream::new();
                }
                let value = self.primal(place);
                let value = match &place.ty {
                    // A view made for this doesn't live longer than the statement.
                    Ty::Ref(element)
                        if element.is_scalar()
                            && has_view(place)
                            && !self.is_itself_reference(place) =>
                    {
                        quote!(&{ #value })
                    }
                    Ty::Ref(_) if !self.is_itself_reference(place) => quote!(&#value),
                    Ty::View(_) if place.is_whole() => quote!(#value.view()),
                    _ => value,
                };
                quote!(let #name = #value;)
            }
            Remat::Op(op) => {
                let value = self.again(op);
                // What is written as it stands may have its type from there alone.
                let annotation = user_ty
                    .filter(|_| matches!(op, Op::Opaque(_)))
                    .map(|ty| quote!(: #ty));
                quote!(let #name #annotation = #value;)
            }
        }
    }

    /// A cheap primitive's value, in the reverse sweep.
    fn again(&self, op: &Op) -> TokenStream {
        match op {
            Op::Opaque(v) if super::operand::is_owned_variable(v) => {
                let (ad, value) = (&self.ad, tokens_of(v));
                quote!(#ad::Clone::clone(&#value))
            }
            Op::Opaque(v) => tokens_of(v),
            // An owned element is read where it is.
            Op::Use(Operand::Place(place, _))
                if !place.ty.is_copy() && !place.ty.is_reference() =>
            {
                let (ad, value) = (&self.ad, self.primal(place));
                quote!(#ad::Clone::clone(&#value))
            }
            Op::Use(operand) => self.scalar_operand(operand),
            Op::Neg(operand) => {
                let x = self.scalar_operand(operand);
                quote!(-#x)
            }
            Op::Cast(operand, ty) => {
                let x = self.scalar_operand(operand);
                quote!(#x as #ty)
            }
            Op::Binary(kind, a, b) => {
                let (a, b, op) = (
                    self.scalar_operand(a),
                    self.scalar_operand(b),
                    operator(*kind),
                );
                quote!(#a #op #b)
            }
            _ => TokenStream::new(),
        }
    }
}

/// Whether a part of a view is meant.
fn has_view(place: &Place) -> bool {
    place
        .proj
        .iter()
        .any(|step| matches!(step, Proj::View { .. }))
}
