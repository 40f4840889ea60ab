//! Swaps, and methods that change their receiver.

use super::{Emitter, Fragment, own, tokens_of};
use crate::analyse::{bar_root, is_active};
use crate::ir::{Operand, Place, Proj, StmtId, Use};
use crate::rules::Mutator;
use crate::ty::Ty;
use proc_macro2::{Ident, TokenStream};

impl Emitter<'_> {
    /// `mem::swap(&mut a, &mut b)`: its own inverse, on values and cotangents.
    pub(super) fn swap(&mut self, a: &Place, b: &Place) -> Fragment {
        let ad = self.ad.clone();
        let same_index = match (a.proj.split_last(), b.proj.split_last()) {
            (Some((Proj::Index(i), _)), Some((Proj::Index(j), _)))
                if a.root == b.root && a.proj.len() == b.proj.len() =>
            {
                Some((i, j))
            }
            _ => None,
        };
        if let Some((i, j)) = same_index {
            let mut container = a.clone();
            container.proj.pop();
            let (i, j) = (tokens_of(i), tokens_of(j));
            let source = self.source(&container);
            let mut reverse = TokenStream::new();
            if self.facts.read.contains(&bar_root(self.body, a)) {
                let primal = self.primal_mut(&container);
                reverse.extend(quote!(#primal.swap(#i, #j);));
            }
            if self.is_active(a.root) {
                let (bar, _) = self.bar_place(&container);
                reverse.extend(quote!(#bar.swap(#i, #j);));
            }
            return Fragment {
                forward: quote!(#source.swap(#i, #j);),
                reverse,
            };
        }
        let (left, right) = (self.source(a), self.source(b));
        let mut reverse = TokenStream::new();
        let read = |p: &Place| self.facts.read.contains(&bar_root(self.body, p));
        if read(a) && read(b) {
            let (left, right) = (self.primal_mut(a), self.primal_mut(b));
            reverse.extend(quote!(#ad::swap(&mut #left, &mut #right);));
        }
        let (left_bar, right_bar) = (self.bar_place(a).0, self.bar_place(b).0);
        reverse.extend(quote!(#ad::swap(&mut #left_bar, &mut #right_bar);));
        Fragment {
            forward: quote!(#ad::swap(&mut #left, &mut #right);),
            reverse,
        }
    }

    /// `v.push(x)`, `a.fill(x)`, `a.assign(&b)`.
    pub(super) fn mutate(
        &mut self,
        id: StmtId,
        rule: Mutator,
        recv: &Place,
        arg: &Operand,
        method: &Ident,
    ) -> Fragment {
        let (ad, y_bar) = (self.ad.clone(), own("bar"));
        let source = self.source(recv);
        let value = self.forward_value(arg);
        let active = is_active(self.body, arg);
        if rule == Mutator::Push {
            let mut reverse = TokenStream::new();
            if self.facts.read.contains(&bar_root(self.body, recv)) {
                let primal = self.primal_mut(recv);
                reverse.extend(quote!(let _ = #primal.pop();));
            }
            if self.is_active(recv.root) {
                let (bar, _) = self.bar_place(recv);
                let contribution = if active {
                    self.contribute(arg, quote!(#y_bar))
                } else {
                    quote!(let _ = #y_bar;)
                };
                reverse.extend(quote!(if let #ad::Some(#y_bar) = #bar.pop() { #contribution }));
            }
            return Fragment {
                forward: quote!(#source.#method(#value);),
                reverse,
            };
        }
        let saves = self.saves(id, recv);
        let whole = Place {
            ty: if matches!(recv.ty, Ty::View(_)) {
                recv.ty.clone()
            } else {
                recv.ty.behind().clone()
            },
            ..recv.clone()
        };
        let push = self.push_copy(&saves, &whole, id);
        let restore = self.restore(&saves, &whole, id);
        let mut reverse = restore;
        if self.is_active(recv.root) {
            let copy = self.bar_copy(&whole);
            let (bar, _) = self.bar_place(recv);
            let zero = self.zero();
            let contribution = match rule {
                _ if !active => TokenStream::new(),
                Mutator::Fill => self.contribute(arg, quote!(#ad::total(&#y_bar))),
                _ => self.contribute(arg, quote!(#y_bar)),
            };
            let keep = (!contribution.is_empty()).then(|| quote!(let #y_bar = #copy;));
            reverse.extend(quote!({ #keep #bar.fill(#zero); #contribution }));
        }
        let argument = match (rule, arg) {
            (Mutator::Assign, Operand::Place(place, Use::Value)) => self.source(place),
            _ => value,
        };
        Fragment {
            forward: quote!(#push #source.#method(#argument);),
            reverse,
        }
    }
}
