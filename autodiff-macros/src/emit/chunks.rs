//! Loops with lanes whose trips are taken several at once, where their reverses would wait for each
//! other otherwise: where all add to one number, of which each lane has one of its own, and where
//! they add to neighbours in one container, which is done for a whole chunk of trips, neighbour by
//! neighbour.

use super::cotangent::{gated, gated_slice};
use super::lanes::{Cut, Lane};
use super::{Emitter, own};
use crate::analyse::{CHUNK, bar_root};
use crate::ir::{Place, Proj, VarId};
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

/// What the trips of a chunk add to elements that move along.
struct Scattered {
    /// A trip's contribution.
    part: Ident,
    /// Those of a chunk.
    parts: Ident,
    /// The cotangent of the container, and the index of the first trip's element.
    whole: TokenStream,
    from: Ident,
    gate: Option<Ident>,
}

impl Emitter<'_> {
    /// The local variable that collects what a trip adds to the cotangent of an element.
    pub(super) fn scattered(&self, place: &Place) -> Option<Ident> {
        let lane = self.lane.as_ref().filter(|lane| lane.in_chunks)?;
        match (lane.lanes.scattered(place), place.proj.as_slice()) {
            (Some(at), _) => Some(part_name(at)),
            (None, [] | [Proj::Deref]) => self.scattered(self.var(place.root).alias.as_ref()?),
            _ => None,
        }
    }

    /// The trips, [`CHUNK`] at a time, each of which has sums of its own, so that none waits for
    /// the one before.
    pub(super) fn in_chunks(
        &self,
        lane: &Lane<'_>,
        index: VarId,
        cuts: &[Cut],
        sums: &[Ident],
        body: &TokenStream,
    ) -> TokenStream {
        let (ad, width) = (&self.ad, CHUNK);
        let (count, trip, at, chunk) = (own("count"), own("trip"), own("lane"), own("chunk"));
        let (zero, scalar) = (self.zero(), &self.function.scalar);
        let (setup, wholes, scattered) = self.scattering(lane, index);
        let (mut params, mut args) = (Vec::new(), Vec::new());
        for cut in cuts {
            params.push(cut.param());
            args.push(cut.slice.clone());
        }
        for (whole, slice) in wholes {
            params.push(quote!(#whole: &mut [#scalar]));
            args.push(slice);
        }
        let totals: Vec<Ident> = (0..sums.len())
            .map(|at| format_ident!("total{at}", span = Span::mixed_site()))
            .collect();
        let (mut split, mut here) = (TokenStream::new(), TokenStream::new());
        for cut in cuts {
            let name = &cut.name;
            let (chunks, spare) = (
                format_ident!("{name}_chunks", span = Span::mixed_site()),
                format_ident!("{name}_spare", span = Span::mixed_site()),
            );
            let method = if cut.mutable {
                quote!(as_chunks_mut)
            } else {
                quote!(as_chunks)
            };
            let lent = if cut.mutable { quote!(&mut) } else { quote!(&) };
            split.extend(quote!(let (#chunks, _) = #name.#method::<#width>();));
            let part = quote!(#lent #chunks[#chunk]);
            here.extend(match &cut.gate {
                Some(wanted) => {
                    split.extend(quote!(let mut #spare = [#zero; #width];));
                    quote!(let #name = if #wanted { #part } else { &mut #spare };)
                }
                None => quote!(let #name = #part;),
            });
        }
        let (part, parts): (Vec<&Ident>, Vec<&Ident>) =
            scattered.iter().map(|s| (&s.part, &s.parts)).unzip();
        let scatter = scattered.iter().map(|s| {
            let (whole, from, parts) = (&s.whole, &s.from, &s.parts);
            let add = quote!(#ad::add_chunk(&mut #whole[#from + #chunk * #width..], &#parts););
            gated(s.gate.as_ref(), add)
        });
        let add = scattered.iter().map(|s| {
            let (whole, from, part) = (&s.whole, &s.from, &s.part);
            gated(s.gate.as_ref(), quote!(#whole[#from + #trip] += #part;))
        });
        quote! {
            #setup
            #(let mut #sums = #zero;)*
            {
                #(let #sums = &mut #sums;)*
                (|#(#params,)* #(#sums: &mut #scalar),*| {
                    if #count >= #width {
                        #split
                        #(let #totals = &mut *#sums;)*
                        #(let mut #sums = [#zero; #width];)*
                        for #chunk in 0..#count / #width {
                            #here
                            #(let mut #parts = [#zero; #width];)*
                            for #at in 0..#width {
                                let #trip = #chunk * #width + #at;
                                #(let #sums = &mut #sums[#at];)*
                                #(let mut #part = #zero;)*
                                #body
                                #(#parts[#at] = #part;)*
                            }
                            #(#scatter)*
                        }
                        #(*#totals = #ad::summed(#sums);)*
                    }
                    for #trip in #count / #width * #width..#count {
                        let #at = #trip;
                        #(let mut #part = #zero;)*
                        #body
                        #(#add)*
                    }
                })(#(#args,)* #(#sums),*);
            }
        }
    }

    /// What is scattered, with the containers it goes to that are lent to the loop, each once, and the
    /// indices of the first trip.
    fn scattering(
        &self,
        lane: &Lane<'_>,
        index: VarId,
    ) -> (TokenStream, Vec<(Ident, TokenStream)>, Vec<Scattered>) {
        let first = own("first");
        let mut setup = TokenStream::new();
        let (mut wholes, mut scattered) = (Vec::new(), Vec::new());
        let mut roots = Vec::new();
        for (at, element) in lane.lanes.scattered.iter().enumerate() {
            let container = &element.container;
            let gate = self.gate(container);
            let (whole, _) = self.bar_place(container);
            let known = roots.iter().position(|root| *root == container.root);
            let whole = if self.has_siblings(lane, container) {
                // They can't be lent side by side.
                whole
            } else if let Some(number) = known {
                let name = whole_name(number);
                quote!(#name)
            } else {
                let name = whole_name(roots.len());
                let slice = quote!(&mut #whole[..]);
                wholes.push((name.clone(), gated_slice(gate.as_ref(), slice)));
                roots.push(container.root);
                quote!(#name)
            };
            let from = format_ident!("from{at}", span = Span::mixed_site());
            let start = self.window_start(lane, element, index, &first);
            setup.extend(quote!(let #from: usize = #start;));
            let part = part_name(at);
            scattered.push(Scattered {
                parts: format_ident!("{part}s", span = Span::mixed_site()),
                part,
                whole,
                from,
                gate,
            });
        }
        (setup, wholes, scattered)
    }

    /// Whether another part of the variable that a container is in, or is a part of, is scattered to.
    fn has_siblings(&self, lane: &Lane<'_>, container: &Place) -> bool {
        let root = bar_root(self.body, container);
        let others = lane.lanes.scattered.iter().map(|e| &e.container);
        others
            .filter(|other| bar_root(self.body, other) == root)
            .any(|other| other.key() != container.key())
    }
}

fn whole_name(number: usize) -> Ident {
    format_ident!("__whole{number}_bar", span = Span::mixed_site())
}

fn part_name(at: usize) -> Ident {
    format_ident!("part{at}", span = Span::mixed_site())
}
