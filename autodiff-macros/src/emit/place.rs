//! Places as the user wrote them, and as primal values in the reverse sweep.

use super::lanes::Side;
use super::{Emitter, tokens_of};
use crate::analyse::is_mutable_alias;
use crate::ir::{Place, Proj, Var};
use crate::rules;
use crate::ty::Ty;
use proc_macro2::{Ident, TokenStream};
use quote::format_ident;

/// A place as the user wrote it.
pub(crate) fn source_of(vars: &[Var], place: &Place) -> TokenStream {
    let name = named(&vars[place.root.0]);
    project(quote!(#name), &place.proj, &|name| quote!(#name), vars)
}

/// The variable's name, located where it is used.
fn named(var: &Var) -> Ident {
    let mut name = var.name.clone();
    name.set_span(name.span().located_at(super::site()));
    name
}

fn project(
    mut expr: TokenStream,
    steps: &[Proj],
    view: &dyn Fn(&Ident) -> TokenStream,
    vars: &[Var],
) -> TokenStream {
    for step in steps {
        expr = match step {
            Proj::Deref => quote!((*#expr)),
            Proj::Field(member) => quote!(#expr.#member),
            Proj::Variant { name, member } => {
                let part = accessor(name, member, "");
                quote!((*#expr.#part()))
            }
            Proj::Index(v) | Proj::Range(v) => {
                let index = tokens_of(v);
                quote!(#expr[#index])
            }
            Proj::View { name, args } => {
                let name = view(name);
                let args = args.iter().map(tokens_of);
                quote!(#expr.#name(#(#args),*))
            }
            Proj::Elem(k) => {
                let k = &vars[k.0].name;
                quote!((*#expr.elem__(#k)))
            }
        };
    }
    expr
}

/// The hidden method by which a type made differentiable gives a part of the
/// struct or variant `name`.
pub(super) fn accessor(name: &Ident, member: &syn::Member, suffix: &str) -> Ident {
    match member {
        syn::Member::Named(member) => format_ident!("__{}__{}{}", name, member, suffix),
        syn::Member::Unnamed(index) => format_ident!("__{}__{}{}", name, index.index, suffix),
    }
}

/// The writing form of a view of a primal value.
pub(super) fn writing_view(name: &Ident) -> TokenStream {
    let reading = rules::reading_view(&name.to_string()).to_owned();
    if reading == "t" {
        return quote!(view_mut().reversed_axes);
    }
    if rules::turns_view(&reading) {
        return quote!(view_mut().#name);
    }
    let writing = format_ident!("{}_mut", reading, span = name.span());
    quote!(#writing)
}

fn reading_view(name: &Ident) -> TokenStream {
    let reading = Ident::new(rules::reading_view(&name.to_string()), name.span());
    // The view is there for others, too.
    if rules::turns_view(&reading.to_string()) {
        return quote!(clone().#reading);
    }
    quote!(#reading)
}

impl Emitter<'_> {
    /// The place in the forward sweep.
    pub(super) fn source(&self, place: &Place) -> TokenStream {
        source_of(&self.body.vars, place)
    }

    /// The shape of a place in the forward sweep; a view shows that of an array.
    pub(super) fn shape_at(&self, place: &Place) -> TokenStream {
        let (ad, source) = (&self.ad, self.source(place));
        let through = match place.ty {
            Ty::View(_) => quote!(*),
            _ => TokenStream::new(),
        };
        quote!(#ad::shape(&#through #source))
    }

    /// The place's primal value in the reverse sweep.
    pub(super) fn primal(&self, place: &Place) -> TokenStream {
        if let Some(element) = self.through_window(place, Side::Primal) {
            return element;
        }
        let var = self.var(place.root);
        match &var.alias {
            Some(inner) if is_mutable_alias(&self.body.vars, &var.ty, inner) => {
                let base = self.primal(inner);
                self.read(base, self.beyond_reference(&var.ty, &place.proj))
            }
            _ => {
                let name = named(var);
                self.read(quote!(#name), &place.proj)
            }
        }
    }

    /// A part that is read. A view of a view that has no name takes its place.
    fn read(&self, mut expr: TokenStream, steps: &[Proj]) -> TokenStream {
        let mut unnamed = false;
        for step in steps {
            let moved = match step {
                Proj::View { name, args } if unnamed => self.moved_view(name, args),
                _ => None,
            };
            expr = match moved {
                Some(moved) => quote!(#expr.#moved),
                None => project(
                    expr,
                    std::slice::from_ref(step),
                    &reading_view,
                    &self.body.vars,
                ),
            };
            unnamed = matches!(step, Proj::View { .. });
        }
        expr
    }

    /// The form of a view method that takes a view by value.
    fn moved_view(&self, name: &Ident, args: &[crate::ir::Verbatim]) -> Option<TokenStream> {
        let ad = &self.ad;
        let args = args.iter().map(tokens_of);
        Some(match rules::reading_view(&name.to_string()) {
            "row" => quote!(index_axis_move(#ad::ndarray::Axis(0), #(#args),*)),
            "column" => quote!(index_axis_move(#ad::ndarray::Axis(1), #(#args),*)),
            "index_axis" => quote!(index_axis_move(#(#args),*)),
            "slice" => quote!(slice_move(#(#args),*)),
            "slice_axis" => quote!(slice_axis_move(#(#args),*)),
            "diag" => quote!(into_diag()),
            "t" => quote!(reversed_axes()),
            "view" => quote!(clone()),
            _ => return None,
        })
    }

    /// The steps of a place rooted in a name that has been replaced by the
    /// place it refers to: one dereference less.
    pub(super) fn beyond_reference<'p>(&self, ty: &Ty, steps: &'p [Proj]) -> &'p [Proj] {
        match steps.split_first() {
            Some((Proj::Deref, rest)) if ty.is_reference() || *ty == Ty::Unknown => rest,
            _ => steps,
        }
    }

    /// The place's primal value, to be written in the reverse sweep.
    pub(super) fn primal_mut(&self, place: &Place) -> TokenStream {
        if let Some(element) = self.through_window(place, Side::Primal) {
            return element;
        }
        let var = self.var(place.root);
        let (mut expr, steps) = match &var.alias {
            Some(inner) => (
                self.primal_mut(inner),
                self.beyond_reference(&var.ty, &place.proj),
            ),
            None => {
                let name = named(var);
                (quote!(#name), place.proj.as_slice())
            }
        };
        for step in steps {
            expr = match step {
                Proj::Elem(k) => {
                    let k = &self.var(*k).name;
                    quote!((*#expr.elem_mut__(#k)))
                }
                Proj::Variant { name, member } => {
                    let part = accessor(name, member, "_mut");
                    quote!((*#expr.#part()))
                }
                other => project(
                    expr,
                    std::slice::from_ref(other),
                    &writing_view,
                    &self.body.vars,
                ),
            };
        }
        expr
    }

    /// The scalar value of a place: behind the references that its type shows.
    pub(super) fn scalar(&self, place: &Place) -> TokenStream {
        let expr = self.primal(place);
        if self.reads_reference(place) {
            quote!((*#expr))
        } else {
            expr
        }
    }

    fn reads_reference(&self, place: &Place) -> bool {
        let var = self.var(place.root);
        let replaced = var
            .alias
            .as_ref()
            .is_some_and(|inner| is_mutable_alias(&self.body.vars, &var.ty, inner));
        place.ty.is_reference() && !(replaced && place.is_whole())
    }
}
