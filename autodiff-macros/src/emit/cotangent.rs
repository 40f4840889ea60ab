//! The cotangents of places: where they are, and how they are added to, copied
//! and taken out.

use super::lanes::Side;
use super::place::{accessor, writing_view};
use super::{Emitter, tokens_of};
use crate::analyse::{bar_root, is_active};
use crate::ir::{Operand, Origin, Place, Proj};
use crate::parse::Passing;
use crate::rules;
use crate::ty::Ty;
use proc_macro2::{Ident, TokenStream};

/// What kind of expression stands for a cotangent or a primal to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// An owned value, element or field.
    Value,
    /// Part of a slice.
    Slice,
    /// A view, by value.
    View,
}

impl Emitter<'_> {
    /// The place's cotangent, and what kind of expression that is.
    pub(super) fn bar_place(&self, place: &Place) -> (TokenStream, Shape) {
        if let Some(element) = self.through_window(place, Side::Cotangent) {
            return (element, Shape::Value);
        }
        let var = self.var(place.root);
        let (mut expr, mut shape, steps) = match &var.alias {
            Some(inner) => {
                let (expr, shape) = self.bar_place(inner);
                (expr, shape, self.beyond_reference(&var.ty, &place.proj))
            }
            None => {
                self.name_bar(place.root);
                let bar = self.bar(place.root);
                let (expr, shape) = match self.passing(place.root) {
                    _ if self.gated.contains(&place.root) => self.gated_bar(place.root),
                    Some(Passing::Ref | Passing::RefMut) => {
                        let sliced = matches!(var.ty.behind(), Ty::Slice(_));
                        (
                            quote!((*#bar)),
                            if sliced { Shape::Slice } else { Shape::Value },
                        )
                    }
                    Some(Passing::View) => (quote!(#bar), Shape::View),
                    _ => (quote!(#bar), Shape::Value),
                };
                (expr, shape, place.proj.as_slice())
            }
        };
        let own_view = steps.is_empty() && shape == Shape::View && var.alias.is_none();
        let mut borrowed = var.alias.is_none();
        for step in steps {
            match step {
                Proj::Deref => {}
                Proj::Field(member) => {
                    expr = quote!(#expr.#member);
                    shape = Shape::Value;
                }
                Proj::Variant { name, member } => {
                    let part = accessor(name, member, "_bar");
                    expr = quote!((*#expr.#part()));
                    shape = Shape::Value;
                }
                Proj::Index(v) => {
                    let index = tokens_of(v);
                    expr = quote!(#expr[#index]);
                    shape = Shape::Value;
                }
                Proj::Range(v) => {
                    let index = tokens_of(v);
                    expr = quote!(#expr[#index]);
                    shape = Shape::Slice;
                }
                Proj::View { name, args } => {
                    // What is a view already needn't be lent for a moment only.
                    let name = match shape {
                        Shape::View if !borrowed => turned_view(name),
                        _ => writing_view(name),
                    };
                    let args = args.iter().map(tokens_of);
                    expr = quote!(#expr.#name(#(#args),*));
                    shape = Shape::View;
                    borrowed = false;
                }
                Proj::Elem(k) => {
                    let k = &self.var(*k).name;
                    expr = quote!((*#expr.elem_mut__(#k)));
                    shape = Shape::Value;
                }
            }
        }
        if own_view {
            expr = quote!(#expr.view_mut());
        }
        (expr, shape)
    }

    /// The place's cotangent, to be accumulated into.
    pub(super) fn bar_target(&self, place: &Place) -> TokenStream {
        match self.bar_place(place) {
            (expr, Shape::View) => expr,
            (expr, _) => quote!(&mut #expr),
        }
    }

    /// A copy of the place's cotangent.
    pub(super) fn bar_copy(&self, place: &Place) -> TokenStream {
        match self.bar_place(place) {
            (expr, _) if *place.ty.behind() == Ty::Float => expr,
            (expr, Shape::View) => quote!(#expr.to_owned()),
            (expr, Shape::Slice) => quote!(#expr.to_vec()),
            (expr, Shape::Value) => {
                let ad = &self.ad;
                quote!(#ad::Cotangent::__copied(&#expr))
            }
        }
    }

    /// The place's cotangent, taken out: zero is left.
    pub(super) fn bar_take(&self, place: &Place) -> TokenStream {
        let ad = &self.ad;
        let (expr, shape) = self.bar_place(place);
        if *place.ty.behind() == Ty::Float && !self.function.mixed {
            // What the caller sees is left with a plain zero.
            let var = self.var(place.root);
            let own = place.is_whole()
                && var.alias.is_none()
                && matches!(var.origin, Origin::Local | Origin::Temp);
            let zero = if own { self.nothing() } else { self.zero() };
            return quote!(#ad::replace(&mut #expr, #zero));
        }
        match shape {
            Shape::Value => quote!(#ad::Cotangent::take(&mut #expr)),
            Shape::Slice => quote!(#ad::take_slice(&mut #expr)),
            Shape::View => quote!(#ad::take_view(#expr)),
        }
    }

    /// The condition under which a place's cotangent is wanted, if it depends
    /// on the caller.
    pub(super) fn gate(&self, place: &Place) -> Option<Ident> {
        let root = bar_root(self.body, place);
        let gated = self.gated.contains(&root)
            || matches!(self.passing(root), Some(Passing::Ref | Passing::View));
        gated.then(|| self.wanted(root))
    }

    /// Adds `value` to an operand's cotangent.
    pub(super) fn contribute(&self, operand: &Operand, value: TokenStream) -> TokenStream {
        match operand {
            Operand::Place(place, _) if is_active(self.body, operand) => {
                self.contribute_to(place, value)
            }
            _ => TokenStream::new(),
        }
    }

    /// The same for a scalar's summand at the level of the statement's scope, where the first one
    /// declares the cotangent.
    pub(super) fn pass_on(&self, operand: &Operand, value: TokenStream) -> TokenStream {
        let value = match &self.passed_over {
            Some(bar) => {
                let ad = &self.ad;
                quote!(#ad::used(#bar, #value))
            }
            None => value,
        };
        match operand {
            Operand::Place(place, _)
                if is_active(self.body, operand) && self.declares_bar(place) =>
            {
                let bar = self.bar(place.root);
                quote!(let mut #bar = #value;)
            }
            _ => self.contribute(operand, value),
        }
    }

    pub(super) fn contribute_to(&self, place: &Place, value: TokenStream) -> TokenStream {
        let ad = &self.ad;
        let bar = self.bar_place(place);
        let statement = if let Some(sum) = self.sum(place) {
            quote!(*#sum += #value;)
        } else if let Some(part) = self.scattered(place) {
            quote!(#part += #value;)
        } else if let (expr, Shape::Value) = bar
            && *place.ty.behind() == Ty::Float
        {
            quote!(#expr += #value;)
        } else {
            let target = self.bar_target(place);
            quote!(#ad::accumulate(#target, #value);)
        };
        gated(self.gate(place).as_ref(), statement)
    }
}

/// A statement that runs if the cotangent it adds to is wanted.
pub(super) fn gated(gate: Option<&Ident>, statement: TokenStream) -> TokenStream {
    match gate {
        Some(wanted) => quote!(if #wanted { #statement }),
        None => statement,
    }
}

/// A slice of a cotangent, empty if that isn't wanted.
pub(super) fn gated_slice(gate: Option<&Ident>, slice: TokenStream) -> TokenStream {
    match gate {
        Some(wanted) => quote!(if #wanted { #slice } else { &mut [] }),
        None => slice,
    }
}

/// The writing form of a view of a cotangent that is a view of its own.
fn turned_view(name: &Ident) -> TokenStream {
    let reading = rules::reading_view(&name.to_string()).to_owned();
    if reading == "t" {
        quote!(reversed_axes)
    } else if rules::turns_view(&reading) {
        quote!(#name)
    } else {
        writing_view(name)
    }
}
