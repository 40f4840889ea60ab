//! Swaps: each is its own inverse, on values and on cotangents.

use super::{Emitter, Fragment, tokens_of};
use crate::analyse::bar_root;
use crate::ir::{Exchange, Place, Proj, StmtId};
use proc_macro2::{Ident, TokenStream};

impl Emitter<'_> {
    /// `mem::swap(&mut a, &mut b)`, `v.swap(i, j)`, `a.swap_with_slice(&mut b)`.
    pub(super) fn swap(&mut self, id: StmtId, a: &Place, b: &Place, how: &Exchange) -> Fragment {
        let (forward, value, bar) = match how {
            Exchange::Slices(method) => self.swap_slices(a, b, method),
            Exchange::Elements => self.swap_elements(a, b),
            Exchange::Places => self.swap_places(a, b),
        };
        let mut reverse = self.if_saved(id, &[a, b], value);
        if self.is_active(a.root) && self.is_active(b.root) {
            reverse.extend(bar);
        }
        Fragment { forward, reverse }
    }

    /// Two parts of one variable can't be borrowed at once in the reverse sweep.
    fn is_one_variable(&self, a: &Place, b: &Place) -> bool {
        bar_root(self.body, a) == bar_root(self.body, b)
    }

    fn swap_places(&self, a: &Place, b: &Place) -> (TokenStream, TokenStream, TokenStream) {
        let ad = &self.ad;
        let (left, right) = (self.source(a), self.source(b));
        let forward = quote!(#ad::swap(&mut #left, &mut #right););
        let (left, right) = (self.primal_mut(a), self.primal_mut(b));
        let (left_bar, right_bar) = (self.bar_place(a).0, self.bar_place(b).0);
        if self.is_one_variable(a, b) {
            let (old, old_bar) = (self.primal(a), self.bar_take(a));
            return (
                forward,
                quote!({ let held = #ad::Clone::clone(&#old); #left = #ad::replace(&mut #right, held); }),
                quote!({ let held = #old_bar; #left_bar = #ad::replace(&mut #right_bar, held); }),
            );
        }
        (
            forward,
            quote!(#ad::swap(&mut #left, &mut #right);),
            quote!(#ad::swap(&mut #left_bar, &mut #right_bar);),
        )
    }

    fn swap_elements(&self, a: &Place, b: &Place) -> (TokenStream, TokenStream, TokenStream) {
        let index = |place: &Place| match place.proj.last() {
            Some(Proj::Index(index)) => tokens_of(index),
            _ => TokenStream::new(),
        };
        let (i, j) = (index(a), index(b));
        let mut container = a.clone();
        container.proj.pop();
        let source = self.source(&container);
        let (primal, bar) = (self.primal_mut(&container), self.bar_place(&container).0);
        (
            quote!(#source.swap(#i, #j);),
            quote!(#primal.swap(#i, #j);),
            quote!(#bar.swap(#i, #j);),
        )
    }

    fn swap_slices(
        &self,
        a: &Place,
        b: &Place,
        method: &Ident,
    ) -> (TokenStream, TokenStream, TokenStream) {
        let (left, right) = (self.source(a), self.source(b));
        let forward = quote!(#left.#method(&mut #right[..]););
        let back = |left: TokenStream, right: TokenStream| {
            if self.is_one_variable(a, b) {
                quote!({
                    let (held, other) = (#left.to_vec(), #right.to_vec());
                    #left.clone_from_slice(&other);
                    #right.clone_from_slice(&held);
                })
            } else {
                quote!(#left.swap_with_slice(&mut #right[..]);)
            }
        };
        (
            forward,
            back(self.primal_mut(a), self.primal_mut(b)),
            back(self.bar_place(a).0, self.bar_place(b).0),
        )
    }
}
