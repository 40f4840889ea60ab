//! Old values: whether a statement saves what it overwrites, how they go to the
//! tape and come back.

use super::{Emitter, own};
use crate::analyse::{Column, Run};
use crate::ir::{Place, StmtId};
use crate::ty::Ty;
use proc_macro2::{Ident, TokenStream};

/// How a statement keeps what it overwrites.
pub(super) enum Saves {
    Never,
    Always,
    /// If the caller wants a `&mut` parameter's initial content back.
    If(TokenStream),
}

impl Emitter<'_> {
    pub(super) fn saves(&self, id: StmtId, place: &Place) -> Saves {
        if self.facts.in_runs.contains(&id) {
            return Saves::Never;
        }
        self.saves_of(id, place)
    }

    pub(super) fn saves_of(&self, id: StmtId, place: &Place) -> Saves {
        if self.facts.saving.contains(&id) {
            return Saves::Always;
        }
        let mut conditions = Vec::new();
        if self.facts.restoring.contains(&id) {
            match self.restores(place) {
                Some(condition) => conditions.push(condition),
                None => return Saves::Always,
            }
        }
        conditions.extend(self.is_read_by_calls(id));
        if conditions.is_empty() {
            return Saves::Never;
        }
        Saves::If(quote!(#(#conditions)||*))
    }

    /// The condition under which one of the calls that may read what a statement overwrites does.
    pub(super) fn is_read_by_calls(&self, id: StmtId) -> Option<TokenStream> {
        let readers = self.facts.perhaps.get(&id)?;
        let conditions = readers.iter().map(|(call, argument)| {
            let bit = super::bit(*argument);
            match self.facts.callees.get(call) {
                Some(path) if bit != 0 => {
                    let reads = self.companion_itself(path, "__READS");
                    quote!((#reads & #bit != 0))
                }
                _ => quote!(true),
            }
        });
        Some(quote!(#(#conditions)||*))
    }

    /// What a loop saves at once before it runs, and how it is put back after
    /// the loop is undone.
    pub(super) fn run(&self, run: &Run) -> (TokenStream, TokenStream) {
        let tape = own("tape");
        let (from, to) = &run.bounds;
        let mut container = run.place.clone();
        container.proj.pop();
        let (source, target) = (self.source(&container), self.primal_mut(&container));
        let moved = run.anew && matches!(self.var(container.root).ty, Ty::Vec(_));
        let (push, pop) = if moved {
            (
                quote!(#source.push_whole__(#tape);),
                quote!(#target.pop_whole__(#tape);),
            )
        } else {
            (
                quote!(#source.push_run__(#tape, #from, #to);),
                quote!(#target.pop_run__(#tape, #from, #to);),
            )
        };
        match self.saves_of(run.store, &run.place) {
            Saves::Never => (TokenStream::new(), TokenStream::new()),
            Saves::Always => (push, pop),
            Saves::If(condition) => (
                quote!(if #condition { #push }),
                quote!(if #condition { #pop }),
            ),
        }
    }

    /// The local that keeps an old value, where both sweeps share a scope or until it goes to the tape.
    pub(super) fn old_local(&self, id: StmtId) -> Ident {
        quote::format_ident!("saved{}", id.0, span = proc_macro2::Span::mixed_site())
    }

    /// Pops the old value of a place into it.
    pub(super) fn restore(&self, saves: &Saves, place: &Place, id: StmtId) -> TokenStream {
        if self.joined && matches!(saves, Saves::Always) {
            let (target, old) = (self.primal_mut(place), self.old_local(id));
            return quote!(#target = #old;);
        }
        let tape = own("tape");
        let target = self.primal_mut(place);
        if self.is_in_row(id) {
            let old = self.old_local(id);
            return quote!(#target = #old;);
        }
        if let Some(column) = self.column(Column::Old(id)) {
            let lane = own("lane");
            return quote!(#target = #column[#lane];);
        }
        let ad = &self.ad;
        let restore = if matches!(place.ty, Ty::View(_)) {
            quote!(#ad::restore_view(#tape, #target);)
        } else if matches!(place.ty.behind(), Ty::Slice(_)) {
            quote!(#ad::restore_slice(#tape, &mut #target);)
        } else {
            quote!(#target = #tape.pop();)
        };
        match saves {
            Saves::Never => TokenStream::new(),
            Saves::Always => restore,
            Saves::If(condition) => quote!(if #condition { #restore }),
        }
    }

    /// Pushes a copy of the present value of a place.
    pub(super) fn push_copy(&self, saves: &Saves, place: &Place, id: StmtId) -> TokenStream {
        if self.joined && matches!(saves, Saves::Always) || self.is_in_row(id) {
            let (source, old) = (self.source(place), self.old_local(id));
            return quote!(let #old = #source;);
        }
        let (tape, ad) = (own("tape"), &self.ad);
        let source = self.source(place);
        if let Some(column) = self.column(Column::Old(id)) {
            return quote!(*#column = #source;);
        }
        let push = if place.ty.is_copy() && !place.ty.is_reference() {
            quote!(#tape.push(#source);)
        } else if matches!(place.ty, Ty::View(_)) {
            quote!(#tape.push(#source.to_owned());)
        } else if matches!(place.ty.behind(), Ty::Slice(_)) {
            quote!(#ad::save_slice(#tape, &#source);)
        } else {
            quote!(#tape.push(#ad::Clone::clone(&#source));)
        };
        match saves {
            Saves::Never => TokenStream::new(),
            Saves::Always => push,
            Saves::If(condition) => quote!(if #condition { #push }),
        }
    }
}
