//! Places in the three forms they take: as the user wrote them, as primal
//! values in the reverse sweep, as cotangents.

use super::{Emitter, tokens_of};
use crate::analyse::{bar_root, is_active, is_mutable_alias};
use crate::ir::{Operand, Place, Proj, Use, Var, VarId};
use crate::parse::Passing;
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
fn writing_view(name: &Ident) -> TokenStream {
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

fn reading_view(name: &Ident) -> TokenStream {
    let reading = Ident::new(rules::reading_view(&name.to_string()), name.span());
    // The view is there for others, too.
    if rules::turns_view(&reading.to_string()) {
        return quote!(clone().#reading);
    }
    quote!(#reading)
}

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
        let var = self.var(place.root);
        match &var.alias {
            Some(inner) if is_mutable_alias(self.body, &var.ty, inner) => {
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
    fn beyond_reference<'p>(&self, ty: &Ty, steps: &'p [Proj]) -> &'p [Proj] {
        match steps.split_first() {
            Some((Proj::Deref, rest)) if ty.is_reference() || *ty == Ty::Unknown => rest,
            _ => steps,
        }
    }

    /// The place's primal value, to be written in the reverse sweep.
    pub(super) fn primal_mut(&self, place: &Place) -> TokenStream {
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
            .is_some_and(|inner| is_mutable_alias(self.body, &var.ty, inner));
        place.ty.is_reference() && !(replaced && place.is_whole())
    }

    /// The scalar value of an operand in the reverse sweep.
    pub(super) fn scalar_operand(&self, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Place(place, _) => self.scalar(place),
            Operand::Inactive(v) => {
                let expr = tokens_of(v);
                if v.ty.is_reference() {
                    quote!((*#expr))
                } else {
                    quote!((#expr))
                }
            }
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

    /// The place's cotangent, and what kind of expression that is.
    pub(super) fn bar_place(&self, place: &Place) -> (TokenStream, Shape) {
        let var = self.var(place.root);
        let (mut expr, mut shape, steps) = match &var.alias {
            Some(inner) => {
                let (expr, shape) = self.bar_place(inner);
                (expr, shape, self.beyond_reference(&var.ty, &place.proj))
            }
            None => {
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
                quote!(#ad::Clone::clone(&#expr))
            }
        }
    }

    /// The place's cotangent, taken out: zero is left.
    pub(super) fn bar_take(&self, place: &Place) -> TokenStream {
        let ad = &self.ad;
        let (expr, shape) = self.bar_place(place);
        if *place.ty.behind() == Ty::Float {
            let zero = self.zero();
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

    pub(super) fn contribute_to(&self, place: &Place, value: TokenStream) -> TokenStream {
        let ad = &self.ad;
        let statement = match self.bar_place(place) {
            (expr, Shape::Value) if *place.ty.behind() == Ty::Float => quote!(#expr += #value;),
            _ => {
                let target = self.bar_target(place);
                quote!(#ad::accumulate(#target, #value);)
            }
        };
        match self.gate(place) {
            Some(wanted) => quote!(if #wanted { #statement }),
            None => statement,
        }
    }

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

    /// An operand of an operator in the forward sweep: borrowed if it is read
    /// later.
    pub(super) fn forward_operand(&self, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Place(place, Use::Value)
                if !place.ty.is_copy()
                    && !place.ty.is_reference()
                    && !matches!(place.ty, Ty::View(_))
                    && self.must_stay(bar_root(self.body, place)) =>
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
    pub(super) fn is_needed_variable(&self, v: &crate::ir::Verbatim) -> bool {
        is_owned_variable(v) && v.reads.iter().any(|id| self.facts.stays(*id))
    }

    pub(super) fn source_of_operand(&self, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Place(place, _) => self.source(place),
            Operand::Inactive(v) => tokens_of(v),
        }
    }
}

/// Whether an inactive expression is a variable whose use here may move it.
pub(super) fn is_owned_variable(v: &crate::ir::Verbatim) -> bool {
    let plain = crate::activity::variable(&v.expr).is_some();
    plain
        && !v.ty.is_copy()
        && !v.ty.is_reference()
        && !matches!(v.ty, Ty::View(_) | Ty::CountsView)
}
