//! Loops with `#[checkpoint]`.
//!
//! The forward sweep runs the loop as ever and forgets, every few iterations, what they have left on
//! the tape; some copies of the state stay. In the reverse sweep the same code runs again, on
//! variables of the same names: from a copy to the next place for one, or onto the tape, to be undone.

use super::scope::Owner;
use super::{Emitter, Fragment, own, tokens_of};
use crate::ir::{Checkpoint, Loop, LoopKind, VarId};
use crate::parse::Passing;
use crate::ty::Ty;
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    pub(super) fn checkpointed(&mut self, l: &Loop, checkpoint: &Checkpoint) -> Fragment {
        let body = self.block(&l.body, Owner::Loop(l.id, None), &[]);
        let _located = super::Located::at(checkpoint.at);
        self.locate_root();
        let ad = self.ad.clone();
        let (tape, store, run, left) = (own("tape"), own("store"), own("run"), own("left"));
        let (code, undo) = (body.forward, body.reverse);
        let facts = self.facts;
        let Some(carried) = facts.checkpoints.get(&l.id) else {
            return Fragment::default();
        };
        let witness = self.witness(l.trips);
        let label = self.label(l.id);
        let (snapshots, most) = (checkpoint.snapshots, checkpoint.tape);
        let save = self.copies(&carried.state);
        let keep = quote!(#store.keep(#tape, #save););
        let context = self.copies(&carried.context);
        let push = carried.state.iter().filter(|id| self.is_active(**id));
        let push: Vec<TokenStream> = push
            .map(|id| {
                let copy = self.copy(*id);
                quote!(#tape.push(#copy);)
            })
            .collect();
        let mark = own("mark");
        let fingerprint = quote!({
            let #mark = #tape.mark();
            #(#push)*
            #tape.fingerprint(&#mark)
        });

        // A condition may change the state too: it is evaluated again with the iteration.
        let before = quote!(if #store.before(#tape) { #keep });
        let begin = quote!(#store.count(););
        let (trips, looped) = match &l.kind {
            LoopKind::While(cond) => {
                let cond = self.guarded(cond);
                (
                    quote!(#ad::None),
                    quote!(#label: while { #before #cond } { #begin #code }),
                )
            }
            LoopKind::Range { index, iter } => {
                let (index, iter) = (&self.var(*index).name, tokens_of(iter));
                (
                    quote!(#ad::trips(&(#iter))),
                    quote!(#label: for #index in #iter { #before #begin #code }),
                )
            }
            _ => (
                quote!(#ad::None),
                quote!(#label: loop { #before #begin #code }),
            ),
        };
        let forward = quote! {
            let mut #store = #witness.is(#ad::Checkpoints::new(#tape, #snapshots, #most, #trips, #context));
            #looped
            if #store.ends(#tape) { #keep }
            let end = #fingerprint;
            #store.finish(#tape, end);
            #tape.push(#store);
        };

        let count = quote!(#left -= 1;);
        let range = own("range");
        let (fix, again, back) = match &l.kind {
            LoopKind::While(cond) => {
                let cond = self.guarded(cond);
                (
                    TokenStream::new(),
                    quote!(#label: while #left > 0 && (#cond) { #count #code }),
                    quote!(for _ in 0..#run.len { #undo }),
                )
            }
            LoopKind::Range { index, iter } => {
                let (index, iter) = (&self.var(*index).name, tokens_of(iter));
                let part = quote!(#ad::run_of(&#range, &#run));
                (
                    quote!(let #range = #iter;),
                    quote!(#label: for #index in #part { #count #code }),
                    quote!(for #index in #ad::run_back(&#range, &#run) { #undo }),
                )
            }
            _ => (
                TokenStream::new(),
                quote!(#label: while #left > 0 { #count #code }),
                quote!(for _ in 0..#run.len { #undo }),
            ),
        };
        let (context_names, context_lent) = self.stand_ins(&carried.context);
        let (state_names, state_lent) = self.stand_ins(&carried.state);
        let put_back = self.put_back(&carried.state);
        let (saved, set) = self.set_outside(&carried.state);
        let start = own("start");
        let reverse = quote! {{
            let mut #store = #witness.pop(#tape);
            #store.resume(#tape);
            #fix
            {
                let (#(mut #context_names,)*) = #store.context();
                #context_lent
                let (#(#state_names,)*) = #store.entry();
                #(let mut #state_names = #ad::Clone::clone(#state_names);)*
                #state_lent
                while let #ad::Some(#run) = #store.next_run(#tape) {
                    if #run.restore { #put_back }
                    let #start = if #run.undoes() { #fingerprint } else { 0 };
                    let mut #left = #run.len;
                    #again
                    if #left != 0 { #ad::not_repeatable() }
                    if #run.undoes() {
                        let end = #fingerprint;
                        #store.check(#start, end);
                        #back
                    } else if #store.advanced(#tape, &#run) {
                        #keep
                    }
                }
            }
            let (#(#saved,)*) = #store.entry();
            #set
            #store.end(#tape);
        }};
        Fragment { forward, reverse }
    }

    /// Whether a variable is a reference that the caller lends: what it refers to is copied.
    fn is_referred_to(&self, id: VarId) -> bool {
        self.passing(id) == Some(Passing::RefMut)
    }

    /// A copy of a variable's content.
    fn copy(&self, id: VarId) -> TokenStream {
        let (ad, name) = (&self.ad, &self.var(id).name);
        if self.is_referred_to(id) {
            quote!(#ad::State::save(&*#name))
        } else {
            quote!(#ad::State::save(&#name))
        }
    }

    /// Copies of variables, with the bytes that they own.
    fn copies(&self, ids: &[VarId]) -> TokenStream {
        let (ad, copies) = (&self.ad, own("copies"));
        let values = ids.iter().map(|id| self.copy(*id));
        let owned = ids.iter().enumerate().filter_map(|(i, id)| {
            let i = syn::Index::from(i);
            let var = self.var(*id);
            let plain = matches!(var.ty.behind(), Ty::Vec(of) | Ty::Slice(of) if matches!(**of, Ty::Int | Ty::Bool | Ty::Float));
            (var.active || plain).then(|| quote!(+ #ad::Storable::heap_bytes(&#copies.#i)))
        });
        quote!({ let #copies = (#(#values,)*); let bytes = 0_usize #(#owned)*; (#copies, bytes) })
    }

    /// The names under which copies stand in for variables, and references to them.
    fn stand_ins(&self, ids: &[VarId]) -> (Vec<Ident>, TokenStream) {
        let ad = &self.ad;
        let mut lent = TokenStream::new();
        let names = ids.iter().map(|id| {
            let name = &self.var(*id).name;
            if !self.is_referred_to(*id) {
                return name.clone();
            }
            let copy = format_ident!("{}_copy", name, span = Span::mixed_site());
            lent.extend(if self.constant(*id).is_some() {
                // The reverse sweep isn't given it.
                quote!(let #name = &mut #copy;)
            } else {
                quote!(let #name = #ad::lend_for(&*#name, &mut #copy);)
            });
            copy
        });
        (names.collect(), lent)
    }

    /// Sets the state to the last snapshot.
    fn put_back(&self, ids: &[VarId]) -> TokenStream {
        let (ad, store) = (&self.ad, own("store"));
        let saved: Vec<Ident> = ids.iter().map(|id| self.saved(*id)).collect();
        let set = ids.iter().zip(&saved).map(|(id, saved)| {
            let name = &self.var(*id).name;
            if self.is_referred_to(*id) {
                quote!(#ad::State::put_back(&mut *#name, #saved);)
            } else {
                quote!(#name = #ad::set_back(#name, #saved);)
            }
        });
        quote!(let (#(#saved,)*) = #store.state(); #(#set)*)
    }

    /// Sets the variables outside to what they were before the loop, those that the reverse sweep
    /// has.
    fn set_outside(&self, ids: &[VarId]) -> (Vec<Ident>, TokenStream) {
        let ad = &self.ad;
        let saved: Vec<Ident> = ids.iter().map(|id| self.saved(*id)).collect();
        let set = ids.iter().zip(&saved).map(|(id, saved)| {
            let name = &self.var(*id).name;
            let read = self.facts.read.contains(id);
            if self.constant(*id).is_some() {
                TokenStream::new()
            } else if self.is_referred_to(*id) {
                let wanted = match self.restores(&crate::ir::Place::var(*id, Ty::Unknown)) {
                    Some(wanted) if !read => wanted,
                    _ => quote!(true),
                };
                quote!(if #wanted { #ad::State::put_back(&mut *#name, #saved); })
            } else if self.facts.kept.contains(id) || self.var(*id).mutable && read {
                quote!(#name = #ad::set_back(#name, #saved);)
            } else {
                TokenStream::new()
            }
        });
        let set = quote!(#(#set)*);
        (saved, set)
    }

    fn saved(&self, id: VarId) -> Ident {
        format_ident!("{}_saved", self.var(id).name, span = Span::mixed_site())
    }
}
