//! Slices taken apart into two: `let (left, right) = v.split_at_mut(k);`. Each
//! name stands for its part of the place; the forward sweep borrows both at once.

use super::Lower;
use crate::activity::strip;
use crate::ir::{Place, Proj, StmtKind, Verbatim};
use crate::ty::Ty;
use syn::{Expr, ExprMethodCall, Pat};

/// Where a slice is split.
#[derive(Clone, Copy, PartialEq)]
enum Split {
    /// `split_at(k)`
    At,
    /// `split_at(axis, k)` of a view.
    Axis,
    /// `split_first().unwrap()`
    First,
    /// `split_last().unwrap()`
    Last,
}

impl Lower<'_> {
    /// Binds `pat` to the two parts; `false` if `init` is no such call.
    pub(super) fn bind_split(&mut self, pat: &Pat, init: &Expr) -> bool {
        let Some((call, split, unwrap)) = split_call(init) else {
            return false;
        };
        let (Pat::Tuple(pats), true) = (pat, self.activity.expr(&call.receiver)) else {
            return false;
        };
        let names: Vec<Option<&syn::PatIdent>> = pats
            .elems
            .iter()
            .map(|pat| match pat {
                Pat::Ident(p) if p.by_ref.is_none() && p.subpat.is_none() => Some(p),
                _ => None,
            })
            .collect();
        let named = pats
            .elems
            .iter()
            .zip(&names)
            .all(|(pat, name)| name.is_some() || matches!(pat, Pat::Wild(_)));
        if names.len() != 2 || !named {
            self.errors.at(
                pat,
                format!("bind the parts of `{}` to plain names", call.method),
            );
            return true;
        }
        let Some(mut place) = self.place(&call.receiver) else {
            self.errors.at(
                &call.receiver,
                format!(
                    "`{}` is supported on a variable or a part of one: bind this by `let mut` first",
                    call.method
                ),
            );
            return true;
        };
        self.freeze(&mut place);
        let at = self.border(&place, split, call);
        let mutable = call.method.to_string().ends_with("_mut");
        // Both are borrowed by one call.
        let source: Expr = syn::parse2(crate::emit::source_of(&self.vars, &place))
            .unwrap_or_else(|_| (*call.receiver).clone());
        let method = &call.method;
        let along = call.args.first().filter(|_| split == Split::Axis);
        let along = along.map(|axis| self.settled(axis));
        let mut args: Vec<&Expr> = along.iter().map(|axis| &axis.expr).collect();
        args.extend(matches!(split, Split::At | Split::Axis).then_some(&at.expr));
        let borrow: Expr = match unwrap {
            Some(unwrap) => {
                let (unwrap, args) = (&unwrap.method, &unwrap.args);
                syn::parse_quote!(#source.#method().#unwrap(#args))
            }
            None => syn::parse_quote!(#source.#method(#(#args),*)),
        };
        self.emit(StmtKind::Effect(
            syn::parse_quote!(let #pats = #borrow;),
            [].into(),
        ));
        let parts = match along {
            Some(axis) => along_axis(&place, &axis, &at, self.root),
            None => parts(&place, split, &at),
        };
        for (name, part) in names.into_iter().zip(parts) {
            let Some(name) = name else { continue };
            let mut part = part;
            if split == Split::Axis {
                self.bind_part(&name.ident, name.mutability.is_some(), part, true);
                continue;
            }
            let inner = Box::new(part.ty);
            part.ty = if mutable {
                Ty::RefMut(inner)
            } else {
                Ty::Ref(inner)
            };
            self.bind_part(&name.ident, name.mutability.is_some(), part, true);
        }
        true
    }

    /// The index at which the parts meet, fixed.
    fn border(&mut self, place: &Place, split: Split, call: &ExprMethodCall) -> Verbatim {
        match split {
            Split::At | Split::Axis => {
                let last = call.args.len() - 1;
                let at = self.settled(&call.args[last]);
                self.fixed(at)
            }
            Split::First => Verbatim {
                expr: syn::parse_quote!(0),
                reads: [].into(),
                pure: true,
                ty: Ty::Int,
            },
            Split::Last => {
                let source = crate::emit::source_of(&self.vars, place);
                let last = Verbatim {
                    reads: self.reads(source.clone()),
                    expr: syn::parse2(quote::quote!(#source.len() - 1))
                        .unwrap_or_else(|_| syn::parse_quote!(0)),
                    pure: false,
                    ty: Ty::Int,
                };
                self.settle(last)
            }
        }
    }
}

/// The calls that split a slice, those of an `Option` with its `unwrap`.
fn split_call(init: &Expr) -> Option<(&ExprMethodCall, Split, Option<&ExprMethodCall>)> {
    let Expr::MethodCall(m) = strip(init) else {
        return None;
    };
    match m.method.to_string().as_str() {
        "split_at" | "split_at_mut" if m.args.len() == 1 => Some((m, Split::At, None)),
        "split_at" if m.args.len() == 2 => Some((m, Split::Axis, None)),
        "unwrap" | "expect" => {
            let Expr::MethodCall(inner) = strip(&m.receiver) else {
                return None;
            };
            let split = match inner.method.to_string().as_str() {
                "split_first" | "split_first_mut" => Split::First,
                "split_last" | "split_last_mut" => Split::Last,
                _ => return None,
            };
            Some((inner, split, Some(m)))
        }
        _ => None,
    }
}

/// The two parts of a view.
fn along_axis(place: &Place, axis: &Verbatim, at: &Verbatim, root: &syn::Path) -> [Place; 2] {
    let index = &at.expr;
    let part = |range: Expr| {
        let slice = Verbatim {
            expr: syn::parse_quote!(#root::__private::ndarray::Slice::from(#range)),
            ..at.clone()
        };
        let mut part = place.clone();
        part.proj.push(Proj::View {
            name: proc_macro2::Ident::new("slice_axis_move", proc_macro2::Span::call_site()),
            args: vec![axis.clone(), slice],
        });
        part
    };
    [
        part(syn::parse_quote!(..#index)),
        part(syn::parse_quote!(#index..)),
    ]
}

/// The two parts, in the order of the call's result.
fn parts(place: &Place, split: Split, at: &Verbatim) -> [Place; 2] {
    let index = &at.expr;
    let range = |expr: Expr| {
        let mut part = place.clone();
        part.ty = place.ty.range();
        part.proj.push(Proj::Range(Verbatim { expr, ..at.clone() }));
        part
    };
    let element = || {
        let mut part = place.clone();
        part.ty = place.ty.element();
        part.proj.push(Proj::Index(at.clone()));
        part
    };
    match split {
        Split::At | Split::Axis => [
            range(syn::parse_quote!(..#index)),
            range(syn::parse_quote!(#index..)),
        ],
        Split::First => [element(), range(syn::parse_quote!(1..))],
        Split::Last => [element(), range(syn::parse_quote!(..#index))],
    }
}
