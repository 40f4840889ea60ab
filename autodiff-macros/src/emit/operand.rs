//! Operands: given to a primitive in the forward sweep, read in the reverse one.

use super::{Emitter, tokens_of};
use crate::analyse::bar_root;
use crate::expand::Home;
use crate::ir::{Operand, Place, Use, VarId, Verbatim};
use crate::ty::Ty;
use proc_macro2::TokenStream;

impl Emitter<'_> {
    /// Whether a value used by the forward sweep has to stay where it is.
    pub(super) fn must_stay(&self, id: VarId) -> bool {
        self.facts.stays(id)
    }

    /// An operand in the forward sweep, by value: copied if it is read later.
    pub(super) fn forward_value(&self, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Place(place, Use::Value) => {
                let source = self.source(place);
                let ad = &self.ad;
                let name = self.var(place.root).alias.is_some() && place.is_whole();
                if place.ty.is_copy()
                    || place.ty.is_reference()
                    || matches!(place.ty, Ty::View(_))
                    || name
                {
                    source
                } else if self.must_stay(bar_root(self.body, place)) || !place.is_whole() {
                    quote!(#ad::Clone::clone(&#source))
                } else {
                    source
                }
            }
            Operand::Place(place, Use::Ref) => {
                let source = self.source(place);
                quote!(&#source)
            }
            Operand::Place(place, Use::RefMut) => {
                let source = self.source(place);
                quote!(&mut #source)
            }
            Operand::Inactive(v) if self.is_needed_variable(v) => {
                let (expr, ad) = (tokens_of(v), &self.ad);
                quote!(#ad::Clone::clone(&#expr))
            }
            Operand::Inactive(v) => tokens_of(v),
        }
    }

    /// Whether a place is a part of an operand that the rule of an operator has by reference, though the
    /// operator itself takes it by value.
    fn is_part_of_operand(&self, place: &Place) -> bool {
        self.home() == Some(&Home::Operator)
            && !place.is_whole()
            && self.params.contains(&place.root)
    }

    /// An operand of an operator in the forward sweep: borrowed if it is read
    /// later.
    pub(super) fn forward_operand(&self, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Place(place, Use::Value)
                if !place.ty.is_copy()
                    && !place.ty.is_reference()
                    && !matches!(place.ty, Ty::View(_))
                    && (self.must_stay(bar_root(self.body, place))
                        || self.is_part_of_operand(place)) =>
            {
                let (ad, source) = (&self.ad, self.source(place));
                // It may be a scalar beside an array, which takes no reference.
                if place.ty == Ty::Unknown {
                    quote!(#ad::Clone::clone(&#source))
                } else {
                    quote!(&#source)
                }
            }
            Operand::Place(_, Use::Value) => self.source_of_operand(operand),
            Operand::Inactive(v) if self.is_needed_variable(v) => {
                let (ad, expr) = (&self.ad, tokens_of(v));
                if v.ty == Ty::Unknown {
                    quote!(#ad::Clone::clone(&#expr))
                } else {
                    quote!(&#expr)
                }
            }
            Operand::Inactive(v) => {
                let expr = tokens_of(v);
                if matches!(
                    v.expr,
                    syn::Expr::Lit(_) | syn::Expr::Path(_) | syn::Expr::Paren(_)
                ) {
                    expr
                } else {
                    quote!((#expr))
                }
            }
            other => self.forward_value(other),
        }
    }

    /// Whether an inactive operand is a variable that may be moved by its use
    /// here, but is read later.
    pub(super) fn is_needed_variable(&self, v: &Verbatim) -> bool {
        is_owned_variable(v) && v.reads.iter().any(|id| self.facts.stays(*id))
    }

    pub(super) fn source_of_operand(&self, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Place(place, _) => self.source(place),
            Operand::Inactive(v) => tokens_of(v),
        }
    }

    /// The scalar value of an operand in the reverse sweep.
    pub(super) fn scalar_operand(&self, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Place(place, _) => self.scalar(place),
            Operand::Inactive(v) => number(v),
        }
    }

    /// The value of an operand of any type, as a place to be borrowed.
    pub(super) fn value_operand(&self, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Place(place, _) if place.ty == Ty::Float => self.scalar(place),
            Operand::Place(place, _) => self.primal(place),
            Operand::Inactive(v) => {
                let expr = tokens_of(v);
                quote!((#expr))
            }
        }
    }
}

/// Whether an inactive expression is a variable whose use here may move it.
pub(super) fn is_owned_variable(v: &Verbatim) -> bool {
    let plain = crate::activity::variable(&v.expr).is_some();
    plain
        && !v.ty.is_copy()
        && !v.ty.is_reference()
        && !matches!(v.ty, Ty::View(_) | Ty::CountsView)
}

/// The number that inactive code comes to, also by reference.
pub(super) fn number(value: &Verbatim) -> TokenStream {
    let expr = tokens_of(value);
    if value.ty.is_reference() {
        quote!((*#expr))
    } else {
        quote!((#expr))
    }
}
