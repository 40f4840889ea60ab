//! Methods that change their receiver. The forward sweep notes what the edit
//! does and saves what it takes away, if that is required; the reverse sweep
//! undoes the edit on the value, if required, and on the cotangent.

use super::cotangent::Shape;
use super::saves::Saves;
use super::{Emitter, Fragment, own, tokens_of};
use crate::analyse::{bar_root, is_active};
use crate::ir::{Mutation, Operand, Place, Proj, StmtId, Use, VarId};
use crate::rules::Mutator;
use proc_macro2::{Ident, TokenStream};

/// What undoes an edit.
#[derive(Default)]
struct Undo {
    /// Pops what the forward sweep noted.
    pop: TokenStream,
    /// On the value.
    value: TokenStream,
    /// On the cotangent.
    bar: TokenStream,
}

impl Emitter<'_> {
    pub(super) fn edit(&mut self, id: StmtId, m: &Mutation) -> Fragment {
        let (forward, undo) = match m.rule {
            Mutator::Fill | Mutator::Assign => return self.overwrite(id, m),
            Mutator::Push | Mutator::Insert | Mutator::Extend => self.growth(m),
            Mutator::Resize => self.resize(id, m),
            Mutator::Retain => self.retain(id, m),
            Mutator::Reverse | Mutator::Rotate | Mutator::Sort => self.permutation(m),
            Mutator::Capacity => (self.edited(m, None), Undo::default()),
            _ => self.removal(id, m),
        };
        let Undo { pop, value, bar } = undo;
        let value = self.if_saved(id, &[&m.recv], value);
        let bar = if self.is_active(m.recv.root) {
            bar
        } else {
            TokenStream::new()
        };
        let reverse = if value.is_empty() && bar.is_empty() && pop.is_empty() {
            TokenStream::new()
        } else {
            quote!({ #pop #value #bar })
        };
        Fragment { forward, reverse }
    }

    /// `undo`, if a statement's reverse puts the old values of `places` back.
    pub(super) fn if_saved(&self, id: StmtId, places: &[&Place], undo: TokenStream) -> TokenStream {
        if undo.is_empty() {
            return undo;
        }
        let mut conditions = Vec::new();
        for place in places {
            match self.saves_of(id, place) {
                Saves::Never => return TokenStream::new(),
                Saves::Always => return undo,
                Saves::If(condition) => conditions.push(condition),
            }
        }
        quote!(if #((#conditions))||* { #undo })
    }

    /// The call itself in the forward sweep.
    fn edited(&self, m: &Mutation, arg: Option<TokenStream>) -> TokenStream {
        let (source, method) = (self.source(&m.recv), &m.method);
        let plain = m.plain.as_ref().map(tokens_of);
        let args = plain.into_iter().chain(arg);
        quote!(#source.#method(#(#args),*);)
    }

    fn number(&self, m: &Mutation) -> TokenStream {
        m.plain.as_ref().map(tokens_of).unwrap_or_default()
    }

    /// `push`, `insert`, `extend`
    fn growth(&mut self, m: &Mutation) -> (TokenStream, Undo) {
        let (tape, at, y_bar) = (own("tape"), own("at"), own("bar"));
        let source = self.source(&m.recv);
        let (primal, bar) = (self.primal_mut(&m.recv), self.bar_place(&m.recv).0);
        let contribution = m
            .arg
            .as_ref()
            .filter(|arg| is_active(self.body, arg))
            .map(|arg| self.contribute(arg, quote!(#y_bar)));
        let edited = self.edited(m, m.arg.as_ref().map(|arg| self.added(m, arg)));
        let pop = quote!(let #at: usize = #tape.pop(););
        match m.rule {
            Mutator::Push => {
                let ad = &self.ad;
                let bar = match contribution {
                    Some(contribution) => {
                        quote!(if let #ad::Some(#y_bar) = #bar.pop() { #contribution })
                    }
                    None => quote!(let _ = #bar.pop();),
                };
                let undo = Undo {
                    value: quote!(let _ = #primal.pop();),
                    bar,
                    ..Undo::default()
                };
                (edited, undo)
            }
            Mutator::Insert => {
                let number = self.number(m);
                let undo = Undo {
                    pop,
                    value: quote!(let _ = #primal.remove(#at);),
                    bar: match contribution {
                        Some(contribution) => {
                            quote!(let #y_bar = #bar.remove(#at); #contribution)
                        }
                        None => quote!(let _ = #bar.remove(#at);),
                    },
                };
                (quote!(#tape.push::<usize>(#number); #edited), undo)
            }
            _ => {
                let undo = Undo {
                    pop,
                    value: quote!(#primal.truncate(#at);),
                    bar: match contribution {
                        Some(contribution) => {
                            quote!(let #y_bar = #bar.split_off(#at); #contribution)
                        }
                        None => quote!(#bar.truncate(#at);),
                    },
                };
                (quote!(#tape.push::<usize>(#source.len()); #edited), undo)
            }
        }
    }

    /// What is added, in the forward sweep.
    fn added(&self, m: &Mutation, arg: &Operand) -> TokenStream {
        match arg {
            Operand::Place(place, Use::Ref) if m.method == "extend" => {
                let (ad, source) = (&self.ad, self.source(place));
                quote!(#ad::Iterator::cloned(#source.iter()))
            }
            Operand::Place(place, Use::Value) if m.method == "extend_from_slice" => {
                self.source(place)
            }
            other => self.forward_value(other),
        }
    }

    /// `pop`, `remove`, `swap_remove`, `truncate`, `clear`, `drain`, `split_off`
    fn removal(&mut self, id: StmtId, m: &Mutation) -> (TokenStream, Undo) {
        let ad = self.ad.clone();
        let (at, shapes, tape) = (own("at"), own("shapes"), own("tape"));
        let source = self.source(&m.recv);
        let number = self.number(m);
        let range = match m.rule {
            Mutator::Pop => quote!(#source.len().saturating_sub(1)..),
            Mutator::Remove | Mutator::SwapRemove => quote!(#number..=#number),
            Mutator::Clear => quote!(..),
            Mutator::Drain => quote!(#ad::Clone::clone(&#number)),
            _ => quote!(#number..),
        };
        let noted = self.note(id, m, &range);
        let edited = self.edited(m, None);
        let edited = match m.out {
            Some(out) => self.taken(m, out),
            None => edited,
        };
        let (primal, bar) = (self.primal_mut(&m.recv), self.bar_place(&m.recv).0);
        let old = own("old");
        let (back, back_bar) = match m.rule {
            Mutator::SwapRemove => (quote!(swap_back__), quote!(swap_back_bar__)),
            Mutator::Pop | Mutator::Remove => (quote!(put_back__), quote!(put_back_bar__)),
            _ => (quote!(put_back__), quote!(put_back_bars__)),
        };
        let y_bar = self.taken_bar(m.out);
        let undo = Undo {
            pop: self.pop_note(m.record),
            value: quote!(let #old = #tape.pop(); #primal.#back(#at, #old);),
            bar: quote!(#bar.#back_bar(#at, #shapes, #y_bar);),
        };
        (quote!(#noted #edited), undo)
    }

    /// Notes where elements of `range` are taken out, and saves them if they are
    /// required.
    fn note(&mut self, id: StmtId, m: &Mutation, range: &TokenStream) -> TokenStream {
        let tape = own("tape");
        let source = self.source(&m.recv);
        let save = self.if_saved(
            id,
            &[&m.recv],
            quote!(#tape.push(#source.copies__(#range));),
        );
        let record = self.witness(m.record);
        quote!(#save #tape.push(#record.is(#source.leaving__(#range)));)
    }

    fn pop_note(&mut self, record: VarId) -> TokenStream {
        let (at, shapes, tape) = (own("at"), own("shapes"), own("tape"));
        let record = self.witness(record);
        quote!(let (#at, #shapes) = #record.pop(#tape);)
    }

    /// The value taken out, in the forward sweep.
    fn taken(&mut self, m: &Mutation, out: VarId) -> TokenStream {
        let (source, method) = (self.source(&m.recv), &m.method);
        let plain = m.plain.as_ref().map(tokens_of);
        let unwrapped = m.unwrap.as_ref().map(|call| {
            let (method, args) = (&call.method, &call.args);
            quote!(.#method(#args))
        });
        let value = quote!(#source.#method(#plain) #unwrapped);
        let value = self.witnessed(out, value);
        let name = &self.var(out).name;
        quote!(#name = #value;)
    }

    /// The cotangent of what was taken out.
    fn taken_bar(&self, out: Option<VarId>) -> TokenStream {
        let ad = &self.ad;
        match out.filter(|out| self.is_active(*out)) {
            Some(out) if self.is_float(out) => {
                let bar = self.bar(out);
                quote!(#bar)
            }
            Some(out) => {
                let bar = self.bar(out);
                quote!(#ad::Cotangent::take(&mut #bar))
            }
            None => quote!(#ad::Cotangent::zero()),
        }
    }

    /// `resize`: elements are taken out or added.
    fn resize(&mut self, id: StmtId, m: &Mutation) -> (TokenStream, Undo) {
        let ad = self.ad.clone();
        let (at, shapes, tape, y_bar) = (own("at"), own("shapes"), own("tape"), own("bar"));
        let number = self.number(m);
        let noted = self.note(id, m, &quote!(#number..));
        let edited = self.edited(m, m.arg.as_ref().map(|arg| self.forward_value(arg)));
        let contribution = m
            .arg
            .as_ref()
            .map(|arg| self.contribute(arg, quote!(#ad::total(&#y_bar))));
        let (primal, bar) = (self.primal_mut(&m.recv), self.bar_place(&m.recv).0);
        let old = own("old");
        let undo = Undo {
            pop: self.pop_note(m.record),
            value: quote!(let #old = #tape.pop(); #primal.truncate(#at); #primal.put_back__(#at, #old);),
            bar: quote! {
                let #y_bar = #bar.split_off(#at);
                #bar.put_back_bars__(#at, #shapes, #ad::Cotangent::zero());
                #contribution
            },
        };
        (quote!(#noted #edited), undo)
    }

    /// `retain`: which elements were kept goes to the tape.
    fn retain(&mut self, id: StmtId, m: &Mutation) -> (TokenStream, Undo) {
        let (tape, mask, shapes, old) = (own("tape"), own("mask"), own("shapes"), own("old"));
        let source = self.source(&m.recv);
        let closure = self.number(m);
        let save = self.if_saved(id, &[&m.recv], quote!(#tape.push(#source.copies__(..));));
        let record = self.witness(m.record);
        let (primal, bar) = (self.primal_mut(&m.recv), self.bar_place(&m.recv).0);
        let undo = Undo {
            pop: quote!(let (#mask, #shapes) = #record.pop(#tape);),
            value: quote!(let #old = #tape.pop(); #primal.put_all_back__(#old);),
            bar: quote!(#bar.unretain__(#mask, #shapes);),
        };
        let forward = quote!(#save #tape.push(#record.is(#source.retain__(#closure))););
        (forward, undo)
    }

    /// `reverse`, `rotate_left`, `rotate_right` and sorts: undone by the inverse.
    fn permutation(&mut self, m: &Mutation) -> (TokenStream, Undo) {
        let (ad, tape, at, order) = (&self.ad, own("tape"), own("at"), own("order"));
        let (source, number) = (self.source(&m.recv), self.number(m));
        let (primal, bar) = (self.primal_mut(&m.recv), self.bar_place(&m.recv).0);
        let edited = self.edited(m, None);
        match m.rule {
            Mutator::Reverse => {
                let undo = Undo {
                    value: quote!(#primal.reverse();),
                    bar: quote!(#bar.reverse();),
                    ..Undo::default()
                };
                (edited, undo)
            }
            Mutator::Rotate => {
                let back = if m.method == "rotate_left" {
                    quote!(rotate_right)
                } else {
                    quote!(rotate_left)
                };
                let undo = Undo {
                    pop: quote!(let #at: usize = #tape.pop();),
                    value: quote!(#primal.#back(#at);),
                    bar: quote!(#bar.#back(#at);),
                };
                (quote!(#tape.push::<usize>(#number); #edited), undo)
            }
            _ => {
                let sort = if m.method.to_string().ends_with("key") {
                    Ident::new("sort_by_key__", m.method.span())
                } else {
                    Ident::new("sort_by__", m.method.span())
                };
                let undo = Undo {
                    pop: quote!(let #order: #ad::Vec<usize> = #tape.pop();),
                    value: quote!(#primal.unsort__(&#order);),
                    bar: quote!(#bar.unsort__(&#order);),
                };
                (quote!(#tape.push(#source.#sort(#number));), undo)
            }
        }
    }

    /// `fill`, `assign`, `copy_from_slice`, `clone_from_slice`: the old elements
    /// are saved, as by a store.
    fn overwrite(&mut self, id: StmtId, m: &Mutation) -> Fragment {
        let Some(arg) = &m.arg else {
            return Fragment::default();
        };
        let (source, method) = (self.source(&m.recv), &m.method);
        let value = self.forward_value(arg);
        let saves = self.saves(id, &m.recv);
        let mut whole = m.recv.clone();
        if m.recv.ty.is_reference() {
            whole.ty = m.recv.ty.behind().clone();
            whole.proj.push(Proj::Deref);
        }
        let push = self.push_copy(&saves, &whole, id);
        let mut reverse = self.restore(&saves, &whole, id);
        if self.is_active(m.recv.root) {
            let bar = self.overwritten_bar(m, &whole, arg);
            reverse.extend(quote!({ #bar }));
        }
        let argument = match (m.rule, arg) {
            (Mutator::Assign, Operand::Place(place, Use::Value)) => self.source(place),
            _ => value,
        };
        Fragment {
            forward: quote!(#push #source.#method(#argument);),
            reverse,
        }
    }

    /// Takes the cotangent of what is overwritten and passes it on to what it was made of. A slice's is
    /// passed on from where it is, unless both are parts of one variable.
    fn overwritten_bar(&self, m: &Mutation, whole: &Place, arg: &Operand) -> TokenStream {
        let (ad, y_bar, zero) = (&self.ad, own("bar"), self.zero());
        let (bar, shape) = self.bar_place(&m.recv);
        let elsewhere = match arg {
            Operand::Place(place, _) => bar_root(self.body, place) != bar_root(self.body, &m.recv),
            Operand::Inactive(_) => true,
        };
        if !is_active(self.body, arg) {
            return quote!(#bar.fill(#zero););
        }
        match (m.rule, shape) {
            (Mutator::Fill, Shape::Slice) => {
                let contribution = self.contribute(arg, quote!(#y_bar));
                quote!(let #y_bar = #ad::total(&#bar); #bar.fill(#zero); #contribution)
            }
            (Mutator::Assign, Shape::Slice) if elsewhere => {
                let contribution = self.contribute(arg, quote!(&#bar[..]));
                quote!(#contribution #bar.fill(#zero);)
            }
            (rule, _) => {
                let copy = self.bar_copy(whole);
                let contribution = match rule {
                    Mutator::Fill => self.contribute(arg, quote!(#ad::total(&#y_bar))),
                    _ => self.contribute(arg, quote!(#y_bar)),
                };
                quote!(let #y_bar = #copy; #bar.fill(#zero); #contribution)
            }
        }
    }
}
