//! Calls that are lent several parts of one variable, one of them mutably:
//! `merge(left, right)` after `split_at_mut`. Places in the reverse sweep are
//! written from the variable, which can't be borrowed twice. Where the parts are
//! known not to overlap, they are borrowed at once ([`parts`](super::parts));
//! otherwise the callee works on copies, which are put back.

use super::Emitter;
use crate::analyse::{bar_root, is_active};
use crate::ir::{Operand, Place, Proj, Use};
use crate::ty::Ty;
use proc_macro2::TokenStream;
use quote::format_ident;

/// An argument that a reverse call gets as a part or as a copy.
pub(super) struct Half {
    pub(super) given: TokenStream,
    pub(super) bar: Option<TokenStream>,
    pub(super) before: TokenStream,
    pub(super) after: TokenStream,
}

impl Emitter<'_> {
    /// The copies for argument `i`, if it is one of several parts of a variable.
    pub(super) fn half(&self, args: &[Operand], i: usize) -> Option<Half> {
        let Operand::Place(place, how) = &args[i] else {
            return None;
        };
        let root = bar_root(self.body, place);
        let beside = args.iter().enumerate().any(|(j, other)| {
            j != i && matches!(other, Operand::Place(p, _) if bar_root(self.body, p) == root)
        });
        let lent_mutably = args.iter().any(|other| {
            matches!(other, Operand::Place(p, how) if bar_root(self.body, p) == root && is_mutable(p, *how))
        });
        (beside && lent_mutably).then(|| {
            let active = is_active(self.body, &args[i]);
            if place.is_whole() && matches!(place.ty, Ty::RefMut(_)) {
                // By name: what it points to is copied.
                let mut behind = place.clone();
                behind.ty = place.ty.behind().clone();
                behind.proj.push(Proj::Deref);
                return self.copied_half(&behind, Use::RefMut, i, active);
            }
            self.copied_half(place, *how, i, active)
        })
    }

    fn copied_half(&self, place: &Place, how: Use, i: usize, active: bool) -> Half {
        let ad = &self.ad;
        let own = proc_macro2::Span::mixed_site();
        let (held, bar) = (
            format_ident!("held{}", i, span = own),
            format_ident!("bar{}", i, span = own),
        );
        let sliced = matches!(place.ty.behind(), Ty::Slice(_));
        let primal = self.primal(place);
        let copy = if sliced {
            quote!(#primal.to_vec())
        } else {
            quote!(#ad::Clone::clone(&#primal))
        };
        let all = sliced.then(|| quote!([..]));
        let put = |target: TokenStream, source: &proc_macro2::Ident| {
            if sliced {
                quote!(#target.clone_from_slice(&#source);)
            } else {
                quote!(#target = #source;)
            }
        };
        if is_mutable(place, how) {
            let bar_copy = self.bar_copy(place);
            return Half {
                given: quote!(&mut #held #all),
                bar: Some(quote!(&mut #bar #all)),
                before: quote!(let mut #held = #copy; let mut #bar = #bar_copy;),
                after: {
                    let value = put(self.primal_mut(place), &held);
                    let bar = put(self.bar_place(place).0, &bar);
                    quote!(#value #bar)
                },
            };
        }
        let lent = how == Use::Ref || place.ty.is_reference();
        let given = if lent {
            quote!(&#held #all)
        } else {
            quote!(#held)
        };
        if !active {
            return Half {
                given,
                bar: None,
                before: quote!(let #held = #copy;),
                after: TokenStream::new(),
            };
        }
        let zero = if lent {
            quote!(#ad::zero_like(&#held))
        } else {
            quote!(#ad::Cotangent::zero())
        };
        Half {
            given,
            bar: Some(quote!(&mut #bar #all)),
            before: quote!(let #held = #copy; let mut #bar = #zero;),
            after: self.contribute_to(place, quote!(#bar)),
        }
    }
}

pub(super) fn is_mutable(place: &Place, how: Use) -> bool {
    how == Use::RefMut || matches!(place.ty, Ty::RefMut(_))
}
