//! Loops with lanes (see the analysis of that name): containers cut to the length of the loop,
//! sums in local variables, what the trips keep in columns (see there).

use super::cotangent::gated_slice;
use super::scope::Owner;
use super::{Emitter, Fragment, own, tokens_of};
use crate::analyse::{Column, Element, Lanes};
use crate::ir::{Loop, LoopKind, Place, Stmt, StmtId, StmtKind, VarId};
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

/// The loop being emitted.
pub(super) struct Lane<'a> {
    pub(super) lanes: &'a Lanes,
    /// What goes to columns rather than to the tape's ends, if that is known.
    pub(super) columns: Option<&'a [Column]>,
    /// The branches whose choices do.
    pub(super) choices: Vec<StmtId>,
    /// The number of trips, if both sweeps can ask for it (`given_length`).
    given: Option<TokenStream>,
    /// Several trips are taken at once (`emit/chunks.rs`).
    pub(super) in_chunks: bool,
}

/// The statements that a body may have to be written twice.
const SMALL: usize = 24;

/// A slice, as long as the loop.
pub(super) struct Cut {
    pub(super) name: Ident,
    pub(super) slice: TokenStream,
    pub(super) mutable: bool,
    /// The condition under which it is there.
    pub(super) gate: Option<Ident>,
    scalar: Ident,
}

impl Cut {
    pub(super) fn param(&self) -> TokenStream {
        let (name, scalar) = (&self.name, &self.scalar);
        if self.mutable {
            quote!(#name: &mut [#scalar])
        } else {
            quote!(#name: &[#scalar])
        }
    }
}

/// What a window shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Primal,
    Cotangent,
}

impl<'a> Emitter<'a> {
    /// What is known of a loop with lanes, and what of it goes to columns.
    pub(super) fn lanes_of(&self, stmt: &Stmt, l: &Loop) -> Option<Lane<'a>> {
        let facts = self.facts;
        let lanes = facts.lanes.get(&stmt.id).filter(|_| !self.function.mixed)?;
        // Blocks of numbers are there for the primitive types.
        let concrete = self.function.scalar == "f64" || self.function.scalar == "f32";
        let columns = lanes.columns.as_deref();
        let columns = columns.filter(|columns| concrete || columns.is_empty());
        let mut choices = Vec::new();
        if columns.is_some() {
            crate::analyse::each(&l.body, &mut |stmt| {
                if matches!(stmt.kind, StmtKind::Branch(_)) && self.is_live(stmt) {
                    choices.push(stmt.id);
                }
            });
        }
        let sums = !lanes.sums.is_empty() || !lanes.scattered.is_empty();
        let free = lanes.ascending && columns.is_some();
        Some(Lane {
            lanes,
            columns,
            choices,
            given: self.given_length(l),
            in_chunks: sums && free && l.body.stmts.len() <= SMALL,
        })
    }

    /// The element of a window that stands for a place in the reverse sweep.
    pub(super) fn through_window(&self, place: &Place, side: Side) -> Option<TokenStream> {
        let lane = self.lane.as_ref()?;
        let at = lane.lanes.window(place)?;
        let window = &lane.lanes.windows[at];
        let cut = match side {
            Side::Primal => window.primal,
            Side::Cotangent => window.cotangent,
        };
        cut.then(|| {
            let (name, lane) = (window_name(at, side), own("lane"));
            quote!(#name[#lane])
        })
    }

    /// The local variable that collects what is added to a place's cotangent.
    pub(super) fn sum(&self, place: &Place) -> Option<Ident> {
        let lane = self.lane.as_ref()?;
        Some(sum_name(lane.lanes.sum(place)?))
    }

    /// Both sweeps of a loop with lanes; `trips` counts those of a loop over elements.
    pub(super) fn lane_loop(&mut self, l: &Loop, lane: Lane<'a>) -> Fragment {
        let trips = self.var(l.trips).name.clone();
        let counted = matches!(l.kind, LoopKind::Elements { .. }) && lane.given.is_none();
        self.lane = Some(lane);
        let body = self.block(
            &l.body,
            Owner::Loop(l.id, counted.then(|| trips.clone())),
            &[],
        );
        let Some(lane) = self.lane.take() else {
            return body;
        };
        let forward = self.lane_forward(l, &lane, body.forward);
        let reverse = self.lane_reverse(l, &lane, body.reverse);
        Fragment { forward, reverse }
    }

    fn lane_forward(&self, l: &Loop, lane: &Lane<'_>, code: TokenStream) -> TokenStream {
        let (ad, tape, label) = (&self.ad, own("tape"), self.label(l.id));
        let (columns, choices) = lane.names();
        let given = lane.given.is_some();
        if columns.is_empty() && choices.is_empty() {
            return match &l.kind {
                LoopKind::Range { index, iter } => {
                    let (index, iter) = (&self.var(*index).name, tokens_of(iter));
                    quote!(#label: for #index in #iter { #code })
                }
                LoopKind::Elements { pat, iter, .. } if given => {
                    quote!(#label: for #pat in #iter { #code })
                }
                LoopKind::Elements { pat, iter, .. } => {
                    let trips = &self.var(l.trips).name;
                    quote! {
                        let mut #trips = 0_usize;
                        #label: for #pat in #iter { #trips += 1; #code }
                        #tape.push(#trips);
                    }
                }
                _ => TokenStream::new(),
            };
        }
        let (count, source) = (own("count"), own("source"));
        let fill = self.columns_to_fill(&columns, &choices);
        let zipped = |first: TokenStream, source: TokenStream| {
            let names = columns.iter().chain(&choices);
            names.fold((first, source), |(pattern, source), name| {
                let column = quote!(#ad::IntoIterator::into_iter(#name));
                (
                    quote!((#pattern, #name)),
                    quote!(#ad::Iterator::zip(#source, #column)),
                )
            })
        };
        match &l.kind {
            LoopKind::Range { index, iter } => {
                let (index, iter) = (&self.var(*index).name, tokens_of(iter));
                let (pattern, source) = zipped(quote!(#index), iter.clone());
                quote! {{
                    let #count = #ad::trip_count(&(#iter));
                    #fill
                    #label: for #pattern in #source { #code }
                }}
            }
            LoopKind::Elements { pat, iter, .. } => {
                let (pattern, zipped) = zipped(quote!(#pat), quote!(#source));
                let push = (!given).then(|| quote!(#tape.push(#count);));
                // What the iterator borrows lives as long as the `match`.
                quote! {
                    match #ad::IntoIterator::into_iter(#iter) {
                        #source => {
                            let #count = #ad::exact_count(&#source);
                            #fill
                            #label: for #pattern in #zipped { #code }
                            #push
                        }
                    }
                }
            }
            _ => TokenStream::new(),
        }
    }

    fn lane_reverse(&mut self, l: &Loop, lane: &Lane<'_>, code: TokenStream) -> TokenStream {
        let (ad, tape) = (self.ad.clone(), own("tape"));
        let (count, trip, first) = (own("count"), own("trip"), own("first"));
        let (start, index, trips) = match &l.kind {
            LoopKind::Range { index, iter } => {
                let syn::Expr::Range(range) = &iter.expr else {
                    return code;
                };
                let (start, iter) = (&range.start, tokens_of(iter));
                (quote!(#start), *index, quote!(#ad::trip_count(&(#iter))))
            }
            LoopKind::Elements { k, .. } => {
                let trips = lane.given.clone();
                let trips = trips.unwrap_or_else(|| quote!(#tape.pop::<usize>()));
                (quote!(0), *k, trips)
            }
            _ => return code,
        };
        let index_name = self.var(index).name.clone();
        let mut setup = quote!(let #first: usize = #start;);
        let mut inside = quote!(let #index_name = #first + #trip;);
        for counter in &lane.lanes.counters {
            let name = &self.var(counter.var).name;
            setup.extend(quote!(#name -= #count;));
            let late = counter.late.then(|| quote!(+ 1));
            inside.extend(quote!(let #name = #name + #trip #late;));
        }
        let cuts = self.cuts(lane, index, &first, &code);
        let (kept, drop) = self.kept_columns(lane);
        let zero = self.zero();
        let (mut sums, mut names) = (TokenStream::new(), Vec::new());
        for (at, place) in lane.lanes.sums.iter().enumerate() {
            let name = sum_name(at);
            let add = self.contribute_to(place, quote!(#name));
            // Without a trip the place needn't be there.
            sums.extend(quote!(if !#ad::Cotangent::is_zero(&#name) { #add }));
            names.push(name);
        }
        let ascending = lane.lanes.ascending && lane.columns.is_some();
        let body = quote!(#inside #code);
        let run = if lane.in_chunks {
            self.in_chunks(lane, index, &cuts, &names, &body)
        } else {
            let (params, args) = (
                cuts.iter().map(Cut::param),
                cuts.iter().map(|cut| &cut.slice),
            );
            let at = own("lane");
            let trips = if ascending {
                quote!(for #trip in 0..#count { let #at = #trip; #body })
            } else {
                quote!(for #trip in #ad::Iterator::rev(0..#count) { let #at = #trip; #body })
            };
            let trips = match self.rarely(l, lane) {
                Some((choice, arm)) => {
                    let few = own("few");
                    quote! {
                        for #few in #ad::trips_with(#choice, #arm) {
                            for #trip in #ad::Iterator::rev(#few) { let #at = #trip; #body }
                        }
                    }
                }
                None => trips,
            };
            // As arguments, the windows are known not to overlap.
            quote! {
                #(let mut #names = #zero;)*
                {
                    #(let #names = &mut #names;)*
                    (|#(#params),*| #trips)(#(#args),*);
                }
            }
        };
        quote! {{
            let #count = #trips;
            if #count != 0 {
                #setup
                #kept
                #run
                #sums
                #drop
            }
        }}
    }

    /// The slices, as long as the loop, that its reverse goes through.
    fn cuts(&self, lane: &Lane<'_>, index: VarId, first: &Ident, code: &TokenStream) -> Vec<Cut> {
        let (count, scalar) = (own("count"), self.function.scalar.clone());
        let mut cuts = Vec::new();
        let windows = (0..lane.lanes.windows.len())
            .flat_map(|at| [(at, Side::Primal), (at, Side::Cotangent)])
            .filter(|(at, side)| {
                let name = window_name(*at, *side).to_string();
                crate::names::mentions(code.clone(), &name)
            });
        for (at, side) in windows {
            let window = &lane.lanes.windows[at];
            let (element, restored) = (&window.element, window.restored);
            let container = &element.container;
            let from = self.window_start(lane, element, index, first);
            let (slice, gate) = match side {
                Side::Primal if restored => {
                    let whole = self.primal_mut(container);
                    (quote!(&mut #whole[#from..][..#count]), None)
                }
                Side::Primal => {
                    let whole = self.primal(container);
                    (quote!(&#whole[#from..][..#count]), None)
                }
                Side::Cotangent => {
                    let (whole, _) = self.bar_place(container);
                    let gate = self.gate(container);
                    let cut = quote!(&mut #whole[#from..][..#count]);
                    (gated_slice(gate.as_ref(), cut), gate)
                }
            };
            cuts.push(Cut {
                name: window_name(at, side),
                slice,
                mutable: side == Side::Cotangent || restored,
                gate,
                scalar: scalar.clone(),
            });
        }
        let (columns, choices) = lane.names();
        let mut column = |names: Vec<Ident>, block: Ident, scalar: &Ident| {
            for (at, name) in names.into_iter().enumerate() {
                cuts.push(Cut {
                    name,
                    slice: quote!(&#block[#at * #count..][..#count]),
                    mutable: false,
                    gate: None,
                    scalar: scalar.clone(),
                });
            }
        };
        column(columns, own("kept"), &scalar);
        column(choices, own("ways"), &format_ident!("u8"));
        cuts
    }

    /// The index of the first trip's element.
    pub(super) fn window_start(
        &self,
        lane: &Lane<'_>,
        element: &Element,
        index: VarId,
        first: &Ident,
    ) -> TokenStream {
        let (expr, name) = (&element.at, &self.var(element.by).name);
        if element.by == index {
            return match expr {
                syn::Expr::Path(_) => quote!(#first),
                _ => quote!({ let #name = #first; #expr }),
            };
        }
        let late = lane
            .lanes
            .counters
            .iter()
            .any(|c| c.var == element.by && c.late);
        let late = late.then(|| quote!(+ 1));
        quote!({ let #name = #name #late; #expr })
    }
}

fn window_name(at: usize, side: Side) -> Ident {
    match side {
        Side::Primal => format_ident!("__window{at}", span = Span::mixed_site()),
        Side::Cotangent => format_ident!("__window{at}_bar", span = Span::mixed_site()),
    }
}

fn sum_name(at: usize) -> Ident {
    format_ident!("sum{at}_bar", span = Span::mixed_site())
}
