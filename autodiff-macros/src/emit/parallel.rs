//! Sums over independent items, on several threads.
//!
//! The forward sweep gets both sweeps of the closure, and takes each item forwards
//! and backwards at once. Each chunk of items adds to cotangents of its own:
//!
//! ```text
//! |chunk| {
//!     let mut k_bars = zero_like(&k);
//!     chunk.run(|tape, restore, (x,), value_bar, (x_out,)| { … k_bars += …; });
//!     (k_bars, ())
//! }
//! ```
//!
//! They go to the tape. The reverse sweep multiplies them by the sum's cotangent and
//! adds them to the cotangents around it.

use super::{Emitter, own};
use crate::analyse::{captured, is_active};
use crate::ir::{FunctionArg, Lambda, Operand, Place, VarId};
use crate::parse::Passing;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    /// The sum itself, in the forward sweep.
    pub(super) fn forward_parallel(
        &mut self,
        path: &syn::Path,
        bars: VarId,
        args: &[Operand],
        functions: &[Option<FunctionArg>],
    ) -> TokenStream {
        let [items, _] = args else {
            return TokenStream::new();
        };
        let Some(Some(function)) = functions.get(1) else {
            return TokenStream::new();
        };
        let (ad, tape) = (self.ad.clone(), own("tape"));
        let wanted = is_active(self.body, items);
        let items = self.forward_value(items);
        let forward = self.forward_function(function);
        let backward = match function {
            FunctionArg::Closure(lambda) => self.chunk_closure(lambda, bars),
            FunctionArg::Path(path) => {
                let companion = self.companion_itself(path, "__reverse_again");
                quote!(|chunk| chunk.run(#companion))
            }
            FunctionArg::Param(..) => TokenStream::new(),
        };
        let sum = self.companion(
            path,
            "__parallel",
            &quote!(#items, #wanted, #forward, #backward),
        );
        let witness = self.witness(bars);
        quote! {{
            let (value, bars) = #sum;
            #witness.see(&bars);
            #ad::Tape::push_cloneable(#tape, bars);
            value
        }}
    }

    /// The closure that makes cotangents of its own and takes a chunk backwards.
    fn chunk_closure(&mut self, lambda: &Lambda, bars: VarId) -> TokenStream {
        let ad = self.ad.clone();
        let mut open = TokenStream::new();
        let mut given = quote!(());
        let mut before = Vec::new();
        for root in captured(self.body, lambda).into_iter().rev() {
            let place = self.whole_place(root);
            let (value, name) = (self.source(&place), self.own_name(root, bars));
            if self.gate(&place).is_some() {
                let wanted = self.wanted(root);
                open.extend(quote!(let #wanted = true;));
            }
            let gated = self.gated.remove(&root);
            // Found by reference, as the caller's.
            let renamed = if self.is_borrowed(root) {
                let lent = format_ident!("{}_lent", name, span = Span::mixed_site());
                open.extend(quote! {
                    let mut #name = #ad::zero_like(&#value);
                    let #lent = &mut #name;
                });
                lent
            } else {
                open.extend(quote!(let mut #name = #ad::zero_like(&#value);));
                name.clone()
            };
            before.push((root, gated, self.renamed.insert(root, renamed)));
            given = quote!((#name, #given));
        }
        let reverse = self.reverse_closure(lambda);
        for (root, gated, renamed) in before {
            if gated {
                self.gated.insert(root);
            }
            match renamed {
                Some(name) => self.renamed.insert(root, name),
                None => self.renamed.remove(&root),
            };
        }
        quote! {
            |chunk| {
                #open
                chunk.run(#reverse);
                #given
            }
        }
    }

    /// What the forward sweep found, in the reverse sweep.
    pub(super) fn reverse_parallel(
        &mut self,
        bars: VarId,
        args: &[Operand],
        functions: &[Option<FunctionArg>],
        y_bar: &TokenStream,
    ) -> TokenStream {
        let (ad, tape) = (self.ad.clone(), own("tape"));
        let mut names = quote!(_);
        let mut contributions = TokenStream::new();
        if let Some(Some(FunctionArg::Closure(lambda))) = functions.get(1) {
            names = quote!(());
            for root in captured(self.body, lambda).into_iter().rev() {
                let name = self.own_name(root, bars);
                contributions.extend(self.contribute_to(&self.whole_place(root), quote!(#name)));
                names = quote!((#name, #names));
            }
        }
        if let Some(items) = args.first() {
            contributions.extend(self.contribute(items, quote!(items_bar)));
        }
        let witness = self.witness(bars);
        quote! {{
            let (items_bar, #names) = #ad::scaled(#witness.pop_any(#tape), #y_bar);
            #contributions
        }}
    }

    fn whole_place(&self, root: VarId) -> Place {
        Place::var(root, self.var(root).ty.clone())
    }

    /// A chunk's cotangent of `root`; one sum may stand in another.
    fn own_name(&self, root: VarId, bars: VarId) -> Ident {
        let (root, bars) = (&self.var(root).name, &self.var(bars).name);
        format_ident!("{}_{}", root, bars, span = Span::mixed_site())
    }

    fn is_borrowed(&self, root: VarId) -> bool {
        matches!(self.passing(root), Some(Passing::Ref | Passing::RefMut))
    }
}
