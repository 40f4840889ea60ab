//! Straight-line code over scalars has both halves in one scope: `value_and_grad` has no tape, and a
//! recording holds its numbers itself.

use super::public::one_or_tuple;
use crate::emit::scope::Owner;
use crate::emit::{Emitter, own};
use crate::ir::{Dst, Op, StmtKind, VarId};
use crate::lower::Lowered;
use crate::parse::Passing;
use crate::ty::Ty;
use proc_macro2::{Ident, TokenStream};

/// Straight-line code as a recording.
pub(super) struct Recorded {
    /// Before the forward half.
    pub(super) start: TokenStream,
    pub(super) forward: TokenStream,
    /// Whether there are numbers alone, and no calls of other functions.
    pub(super) plain: bool,
    /// With a gradient at its end.
    pub(super) reverse: TokenStream,
}

/// What both wrappers of straight-line code are made of.
pub(super) struct Halves {
    /// What is in scope of both.
    start: TokenStream,
    forward: TokenStream,
    bars: TokenStream,
    reverse: TokenStream,
    gradient: TokenStream,
}

impl Emitter<'_> {
    /// The body of `value_and_grad` for straight-line code: no tape.
    pub(super) fn straight(&self, halves: &Halves) -> TokenStream {
        let Halves {
            start,
            forward,
            bars,
            reverse,
            gradient,
        } = halves;
        let (ad, restore, output) = (&self.ad, own("restore"), &self.function.output);
        let (value, value_bar) = (self.result(), self.bar(self.body.result));
        // Calls of other functions push something.
        let taped = is_taped(forward).then(|| self.own_tape());
        quote! {
            #start
            #taped
            let #restore = 0_u64;
            #bars
            let #value_bar = #ad::unit_seed::<#output>();
            #forward
            #reverse
            (#value, #gradient)
        }
    }

    /// The same for a recording: numbers stay in its closure, for one reverse half after the other, and
    /// what is of a type that the macro doesn't know goes to the tape.
    pub(super) fn straight_recording(&mut self, halves: Halves) -> Option<Recorded> {
        if !self.is_small() || !self.stays_in_closure() {
            return None;
        }
        let keeps = self.plan(&self.body.block, Owner::Plain, &[]).keeps;
        let keeps = keeps.into_iter().map(|keep| keep.var);
        let taped: Vec<VarId> = keeps.filter(|id| !self.is_number(*id)).collect();
        let (tape, restore, value_bar) = (own("tape"), own("restore"), self.bar(self.body.result));
        let names = taped.iter().rev().map(|id| &self.var(*id).name);
        let pushes: TokenStream = names.map(|name| quote!(#tape.push(#name);)).collect();
        let pops: Vec<TokenStream> = taped.iter().map(|id| self.pop_value(*id)).collect();
        // The reverse half sets variables back; the next one finds them as the forward half left them.
        let changed: TokenStream = (self.own_numbers().into_iter())
            .filter(|id| self.var(*id).mutable)
            .map(|id| {
                let name = &self.var(id).name;
                quote!(let mut #name = #name;)
            })
            .collect();
        let Halves {
            start,
            forward,
            bars,
            reverse,
            gradient,
        } = halves;
        let forward = quote!(#forward #pushes);
        Some(Recorded {
            start,
            plain: !is_taped(&forward),
            forward: quote!(let #restore = 0_u64; #forward),
            reverse: quote! {
                let #restore = 0_u64;
                let #value_bar = seed;
                #changed
                #bars
                #(#pops)*
                #reverse
                #gradient
            },
        })
    }

    /// The name of the function's value.
    pub(super) fn result(&self) -> Ident {
        self.var(self.body.result).name.clone()
    }

    /// Whether everything that the reverse half reads is a number, or goes to the tape and comes back
    /// like in a sweep.
    fn stays_in_closure(&self) -> bool {
        self.body.block.stmts.iter().all(|stmt| match &stmt.kind {
            StmtKind::Def {
                dst: Dst::Let(id) | Dst::Init(id),
                op,
                ..
            } => {
                self.is_number(*id)
                    || matches!(op, Op::Call { .. } | Op::Binary(..) | Op::Neg(_))
                        && !self.var(*id).mutable
                        && !self.var(*id).borrows
                        && !self.facts.remat.contains_key(id)
                        && !self.keeps_shape(*id)
            }
            StmtKind::Def { .. } | StmtKind::Residual { .. } | StmtKind::Effect(..) => true,
            _ => false,
        })
    }

    fn is_number(&self, id: VarId) -> bool {
        matches!(self.var(id).ty, Ty::Float | Ty::Int | Ty::Bool)
    }

    /// The variables of straight-line code, parameters too, that are numbers.
    fn own_numbers(&self) -> Vec<VarId> {
        let defined = self
            .body
            .block
            .stmts
            .iter()
            .filter_map(|stmt| match stmt.kind {
                StmtKind::Def {
                    dst: Dst::Let(id) | Dst::Init(id),
                    ..
                } => Some(id),
                _ => None,
            });
        let all = self.params.iter().copied().chain(defined);
        all.filter(|id| self.is_number(*id)).collect()
    }

    /// Both halves of straight-line code, if the function is.
    pub(super) fn halves(&mut self, lowered: &Lowered) -> Option<Halves> {
        let passings: Vec<Passing> = self.function.params.iter().map(|p| p.passing).collect();
        if !crate::emit::joint::is_straight(self.body, &passings) {
            return None;
        }
        let ad = std::mem::replace(&mut self.ad, quote!(__ad));
        let outside = std::mem::take(&mut self.witnesses);
        let joint = self.joint(&self.body.block, self.body.result);
        let witnesses = self.declare_witnesses();
        self.witnesses = outside;
        let detaches: Vec<TokenStream> = lowered
            .detaches
            .iter()
            .map(|path| self.check_detach(path))
            .collect();
        self.ad = ad.clone();
        let active = self.params.iter().filter(|id| self.is_active(**id));
        let bars = active.map(|id| {
            let (bar, zero) = (self.bar(*id), self.zero_of(*id));
            quote!(let mut #bar = #zero;)
        });
        let bars: TokenStream = bars.collect();
        let gradient: Vec<TokenStream> = (self
            .function
            .params
            .iter()
            .zip(self.params)
            .filter(|(p, _)| p.wanted))
        .map(|(_, id)| {
            let bar = self.bar(*id);
            if self.is_active(*id) {
                quote!(#bar)
            } else {
                self.zero_of(*id)
            }
        })
        .collect();
        // Parameters that the body rebinds have another name there.
        let renamed = self
            .function
            .params
            .iter()
            .zip(self.params)
            .filter_map(|(param, id)| {
                let (name, inside) = (&param.name, &self.var(*id).name);
                (name != inside).then(|| quote!(let #inside = #name;))
            });
        let renamed: TokenStream = renamed.collect();
        let items = &lowered.items;
        Some(Halves {
            start: quote! {
                use #ad::{self as __ad, traits::*};
                #(#items)*
                #(#detaches)*
                #witnesses
                #renamed
            },
            forward: joint.forward,
            bars,
            reverse: joint.reverse,
            gradient: one_or_tuple(&gradient),
        })
    }
}

fn is_taped(forward: &TokenStream) -> bool {
    crate::names::mentions(forward.clone(), "tape")
}
